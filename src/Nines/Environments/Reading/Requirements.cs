using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>Walks over requirements.</summary>
internal static class Requirements
{
    /// <summary>Every reference in a requirement, as written; none for null.</summary>
    public static IEnumerable<ReferenceRequirement> References(RequirementSpec? requirement)
    {
        var open = new Stack<RequirementSpec>();
        if (requirement is not null)
        {
            open.Push(requirement);
        }

        while (open.TryPop(out RequirementSpec? current))
        {
            switch (current)
            {
                case ReferenceRequirement reference:
                    yield return reference;
                    break;
                case CombinedRequirement combined:
                    for (int i = combined.Items.Length - 1; i >= 0; i--)
                    {
                        open.Push(combined.Items[i]);
                    }

                    break;
                case StandbyRequirement standby:
                    open.Push(standby.Standby);
                    open.Push(standby.Active);
                    break;
            }
        }
    }
}
