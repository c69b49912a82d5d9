using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>The parametric models hold for members with equal availability.</summary>
internal static class CommonCauseCheck
{
    public static void Run(CheckContext context)
    {
        Dictionary<string, ComponentSpec> components = context.Spec.Components.ToDictionary(component => component.Name, StringComparer.Ordinal);
        foreach (CommonCauseSpec cause in context.Spec.CommonCauses.Where(cause => context.IsSound("commonCauses", cause.Name, "members")))
        {
            (string Name, double Unavailability)? first = null;
            for (int i = 0; i < cause.Members.Length; i++)
            {
                string member = cause.Members[i];
                if (!components.TryGetValue(member[(member.IndexOf('.', StringComparison.Ordinal) + 1)..], out ComponentSpec? component)
                    || context.Document.Find("components", component.Name) is { } node && context.Reading.IsBroken(node))
                {
                    // A part of the model, whose availability is not known here, or one that is reported elsewhere.
                    continue;
                }

                Nines.Text.SourcePosition position = context.Document.PositionOfItem(i, "commonCauses", cause.Name, "members");
                if (component is { Service: null, Availability: null })
                {
                    if (!context.Reading.HasFaults)
                    {
                        context.Reading.Report(
                            position, $"'{member}' has no availability of its own, so a common cause cannot take a share of it.", "Name what it requires instead.");
                    }

                    continue;
                }

                if (Unavailability(context, component) is not { } unavailability)
                {
                    continue;
                }

                if (first is { } other && !IsClose(other.Unavailability, unavailability))
                {
                    context.Reading.Report(
                        position, $"'{member}' and '{other.Name}' have different availabilities, but a common cause needs equal ones.", "Split the group, or give both the same availability.");
                }

                first ??= (member, unavailability);
            }
        }
    }

    private static double? Unavailability(CheckContext context, ComponentSpec component) =>
        component.Availability?.Unavailability
        ?? (context.Catalogue.Find(component.Service ?? "") is { } entry ? entry.Unavailability ?? entry.AssumedUnavailability : null);

    private static bool IsClose(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(a, b);
}
