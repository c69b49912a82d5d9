using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Model;

/// <summary>
/// The journeys of an environment: what <see cref="DefaultJourneys"/> says there are, with titles and diagrams.
/// </summary>
internal sealed class JourneyDefinitions
{
    private readonly EnvironmentSpec _spec;
    private readonly Dictionary<string, JourneySpec> _redefined;

    public JourneyDefinitions(EnvironmentSpec spec)
    {
        _spec = spec;
        _redefined = spec.Journeys.ToDictionary(journey => journey.Name, StringComparer.Ordinal);
    }

    /// <summary>Every journey of the report with its title.</summary>
    public IEnumerable<(ReportedJourney Journey, string Title)> All() => DefaultJourneys.Reported(_spec).Select(journey =>
    {
        string title = _redefined.GetValueOrDefault(journey.Journey)?.Title ?? DefaultTitle(journey.Journey);
        return (journey, journey.Scope switch
        {
            JourneyScope.AnyRegion => $"{title} in any region",
            JourneyScope.OneRegion => $"{title} in {journey.Region}",
            _ => title,
        });
    });

    /// <summary>The full names that must be built before a journey can be.</summary>
    public IEnumerable<string> Needs(string journey, Func<string, string?, string> fullName)
    {
        if (_redefined.GetValueOrDefault(journey)?.Requires is { } requires)
        {
            return RequirementBlocks.References(requires).Select(name => fullName(name, null));
        }

        (string name, string? only) = Split(journey);
        IEnumerable<string> parts = (only is null ? RegionsOf(name) : [only]).SelectMany(region => PartsIn(name, region));
        return name == DefaultJourneys.Serve && _spec.GlobalRouting is not null ? parts.Append(ReferenceNames.GlobalRouting) : parts;
    }

    public Block Build(string journey, BlockGraph graph, RequirementBlocks requirements)
    {
        if (_redefined.GetValueOrDefault(journey)?.Requires is { } requires)
        {
            return requirements.Build(
                ReferenceNames.JourneyPrefix + journey, requires, name => graph.Resolve(graph.FullName(name, null)));
        }

        (string name, string? only) = Split(journey);
        if (name == DefaultJourneys.Serve && only is null && _spec.GlobalRouting is { } routing)
        {
            return graph.Routed(routing);
        }

        IEnumerable<Block> regions = (only is null ? RegionsOf(name) : [only])
            .Select(region => Blocks.Series($"{DefaultTitle(name)} in {region}", PartsIn(name, region).Select(graph.Resolve)));

        // A deployment goes to every cluster; anything else that is asked for as a whole is served by any region.
        return name == DefaultJourneys.Deploy ? Blocks.Series(DefaultTitle(name), regions) : Blocks.AnyOf(DefaultTitle(name), regions);
    }

    private static (string Name, string? Region) Split(string journey)
    {
        int slash = journey.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (journey, null) : (journey[..slash], journey[(slash + 1)..]);
    }

    private static string DefaultTitle(string name) => name switch
    {
        DefaultJourneys.Serve => "Serve a request",
        ReferenceNames.KubernetesApi => "Reach the Kubernetes API",
        ReferenceNames.PullImage => "Pull an image",
        ReferenceNames.OnPremises => "Reach on-premises",
        DefaultJourneys.Deploy => "Deploy",
        _ => name,
    };

    private ImmutableArray<string> RegionsOf(string name) => DefaultJourneys.RegionsOf(_spec, name);

    private IEnumerable<string> PartsIn(string name, string region) => name switch
    {
        DefaultJourneys.Serve => [$"{region}.{ReferenceNames.Stamp}"],
        DefaultJourneys.Deploy when _spec.Registry is not null => [$"{region}.{ReferenceNames.KubernetesApi}", $"{region}.{ReferenceNames.PullImage}"],
        DefaultJourneys.Deploy => [$"{region}.{ReferenceNames.KubernetesApi}"],
        _ => [$"{region}.{name}"],
    };
}
