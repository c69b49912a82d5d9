using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>Every name in a requirement, and every member of a common cause, is something that the model knows.</summary>
internal static class RequirementCheck
{
    public static void Run(CheckContext context)
    {
        if (!context.HasSoundNames)
        {
            return;
        }

        EnvironmentSpec spec = context.Spec;
        ImmutableSortedSet<string> applicable = DefaultJourneys.Applicable(spec);
        ImmutableSortedSet<string> valid = ReferenceNames.Collect(spec).Except(
            ReferenceNames.DefaultJourneys.Where(name => !applicable.Contains(name)).Select(name => ReferenceNames.JourneyPrefix + name));
        IEnumerable<RequirementSpec?> all =
        [
            .. spec.Workloads.Select(workload => workload.Requires),
            .. spec.Components.Select(component => component.Requires),
            .. spec.Journeys.Select(journey => journey.Requires),
        ];
        foreach (ReferenceRequirement reference in all.SelectMany(Requirements.References).Where(reference => !valid.Contains(reference.Name)))
        {
            string? journey = reference.Name.StartsWith(ReferenceNames.JourneyPrefix, StringComparison.Ordinal)
                ? reference.Name[ReferenceNames.JourneyPrefix.Length..]
                : null;
            if (journey is not null && ReferenceNames.DefaultJourneys.Contains(journey))
            {
                context.Reading.Report(
                    reference.Position,
                    $"The journey '{journey}' does not apply: there is no {DefaultJourneys.WhyNot(spec, journey)}.",
                    "Remove the reference, or define the journey under journeys.");
            }
            else
            {
                context.Reading.ReportUnknown(reference.Position, $"Nothing is called '{reference.Name}'.", reference.Name, valid);
            }
        }

        foreach (CommonCauseSpec cause in spec.CommonCauses)
        {
            for (int i = 0; i < cause.Members.Length && context.IsSound("commonCauses", cause.Name, "members"); i++)
            {
                if (!valid.Contains(cause.Members[i]))
                {
                    context.Reading.ReportUnknown(
                        context.Document.PositionOfItem(i, "commonCauses", cause.Name, "members"),
                        $"Nothing is called '{cause.Members[i]}'.",
                        cause.Members[i],
                        valid);
                }
            }
        }
    }
}

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
