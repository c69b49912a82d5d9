using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>
/// Replaces <c>{ each: regions, of: x }</c> by the list of what it stands for: <c>green.x</c>, <c>blue.x</c>. A name that regions do not
/// have, such as <c>entra</c>, is needed once.
/// </summary>
internal static class EachRegion
{
    /// <summary>The environment without the short form.</summary>
    public static EnvironmentSpec Expand(EnvironmentSpec spec, ReadingContext reading)
    {
        ImmutableSortedSet<string> names = ReferenceNames.Collect(spec);
        return spec with
        {
            Workloads = [.. spec.Workloads.Select(workload => workload with { Requires = Expand(workload.Requires), StartRequires = Expand(workload.StartRequires) })],
            Components = [.. spec.Components.Select(component => component with { Requires = Expand(component.Requires) })],
            Journeys = [.. spec.Journeys.Select(journey => journey with { Requires = Expand(journey.Requires) })],
        };

        // As deep as a requirement may be nested, which the reader bounds.
        RequirementSpec? Expand(RequirementSpec? requirement) => requirement switch
        {
            EachRegionRequirement each => All(each),
            CombinedRequirement combined => combined with { Items = [.. combined.Items.Select(item => Expand(item)!)] },
            StandbyRequirement standby => standby with { Active = Expand(standby.Active)!, Standby = Expand(standby.Standby)! },
            _ => requirement,
        };

        CombinedRequirement All(EachRegionRequirement each)
        {
            RequirementSpec[] items = [.. each.Of.Select(item => Expand(item)!)];
            string[] regions = [.. spec.Regions.Select(region => region.Name).Where(region => items.Length == 0 || items.Any(item => Has(item, region)))];
            IEnumerable<RequirementSpec> needed = items.Length == 0
                ? regions.Select(region => new ReferenceRequirement(each.Position, region))
                : regions.SelectMany(region => items.Select(item => In(item, region)));
            if (regions.Length == 0)
            {
                ReportNone(each, items);
                needed = items;
            }

            ImmutableArray<RequirementSpec> all = [.. needed];
            return new CombinedRequirement(each.Position, all.Length, all);
        }

        bool Has(RequirementSpec item, string region) => Requirements.References(item).Any(reference => names.Contains($"{region}.{reference.Name}"));

        void ReportNone(EachRegionRequirement each, RequirementSpec[] items)
        {
            // A name that nothing has is reported by the check of all names.
            if (items.All(item => Requirements.References(item).All(reference => names.Contains(reference.Name))))
            {
                reading.Report(
                    each.Position,
                    items.Length == 0 ? "There are no regions." : "No region has what 'of' names.",
                    "Write { all: [..] }, or name something that regions have, such as ingress.");
            }
        }

        RequirementSpec In(RequirementSpec item, string region) => item switch
        {
            ReferenceRequirement reference when names.Contains($"{region}.{reference.Name}") => reference with { Name = $"{region}.{reference.Name}" },
            CombinedRequirement combined => combined with { Items = [.. combined.Items.Select(part => In(part, region))] },
            StandbyRequirement standby => standby with { Active = In(standby.Active, region), Standby = In(standby.Standby, region) },
            _ => item,
        };
    }
}
