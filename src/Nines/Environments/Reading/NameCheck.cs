using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>Regions, workloads and components share one space of names, and leave alone the names that the model gives.</summary>
internal static class NameCheck
{
    private static readonly ImmutableHashSet<string> _given =
    [
        ReferenceNames.Ingress, ReferenceNames.Egress, ReferenceNames.KubernetesApi, ReferenceNames.OnPremises, ReferenceNames.PullImage,
        ReferenceNames.Stamp, ReferenceNames.Registry, ReferenceNames.Entra, ReferenceNames.GlobalRouting, "journey",
    ];

    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;
        var seen = new Dictionary<string, (string What, SourcePosition Position)>(StringComparer.Ordinal);
        IEnumerable<(string Name, string What, string Collection)> all =
        [
            .. spec.Regions.Select(region => (region.Name, "region", "regions")),
            .. spec.Workloads.Select(workload => (workload.Name, "workload", "workloads")),
            .. spec.Components.Select(component => (component.Name, "component", "components")),
        ];
        foreach ((string name, string what, string collection) in all)
        {
            SourcePosition position = context.Document.PositionOfKey(collection, name);
            if (_given.Contains(name))
            {
                context.Reading.Report(position, $"A {what} cannot be called '{name}': the model itself gives that name.", "Choose another name.");
            }
            else if (!seen.TryAdd(name, (what, position)))
            {
                context.Reading.Report(
                    position, $"A {what} is called '{name}', and so is a {seen[name].What} (line {seen[name].Position.Line}).", "Choose another name for one of them.");
            }
        }
    }
}
