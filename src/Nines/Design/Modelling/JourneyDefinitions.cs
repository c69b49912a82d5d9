using System.Collections.Immutable;
using Nines.Design.Model;
using Nines.Design.Specs;

namespace Nines.Design.Modelling;

/// <summary>
/// The journeys of an environment: the defaults that apply, as redefined by the file, then the file's own. What each region
/// offers for itself (its API, its link) is told for any region, and then region by region: <c>kubernetes-api/green</c>.
/// </summary>
internal sealed class JourneyDefinitions
{
    private const string Serve = "serve";
    private const string Deploy = "deploy";

    private readonly EnvironmentSpec _spec;
    private readonly Dictionary<string, JourneySpec> _redefined;

    public JourneyDefinitions(EnvironmentSpec spec)
    {
        _spec = spec;
        _redefined = spec.Journeys.ToDictionary(journey => journey.Name, StringComparer.Ordinal);
    }

    /// <summary>Every journey of the report: its name, its title, and the name under which the file may give it an objective.</summary>
    public IEnumerable<(string Name, string Title, string ObjectiveName)> All()
    {
        foreach (string name in ReferenceNames.DefaultJourneys)
        {
            string title = _redefined.GetValueOrDefault(name)?.Title ?? DefaultTitle(name);
            string[] regions = [.. RegionsOf(name)];
            if (_redefined.GetValueOrDefault(name)?.Requires is not null || (regions.Length > 0 && (regions.Length == 1 || IsWhole(name))))
            {
                yield return (name, title, name);
                continue;
            }

            // Nothing sends requests to another region by itself; operators and nodes can use whichever is up.
            if (regions.Length > 0 && name != Serve)
            {
                yield return (name, $"{title} in any region", name);
            }

            foreach (string region in regions)
            {
                yield return ($"{name}/{region}", $"{title} in {region}", name == Serve ? Serve : $"{name}/{region}");
            }
        }

        foreach (JourneySpec journey in _spec.Journeys.Where(journey => !ReferenceNames.DefaultJourneys.Contains(journey.Name)))
        {
            yield return (journey.Name, journey.Title ?? journey.Name, journey.Name);
        }
    }

    /// <summary>The full names that must be built before a journey can be.</summary>
    public IEnumerable<string> Needs(string journey, Func<string, string?, string> fullName)
    {
        if (_redefined.GetValueOrDefault(journey)?.Requires is { } requires)
        {
            return RequirementBlocks.References(requires).Select(name => fullName(name, null));
        }

        (string name, string? only) = Split(journey);
        IEnumerable<string> parts = (only is null ? RegionsOf(name) : [only]).SelectMany(region => PartsIn(name, region));
        return name == Serve && _spec.GlobalRouting is not null ? parts.Append(ReferenceNames.GlobalRouting) : parts;
    }

    public Block Build(string journey, BlockGraph graph, RequirementBlocks requirements)
    {
        if (_redefined.GetValueOrDefault(journey)?.Requires is { } requires)
        {
            return requirements.Build(
                ReferenceNames.JourneyPrefix + journey, requires, name => graph.Resolve(graph.FullName(name, null)));
        }

        (string name, string? only) = Split(journey);
        if (name == Serve && only is null && _spec.GlobalRouting is { } routing)
        {
            return graph.Routed(routing);
        }

        IEnumerable<Block> regions = (only is null ? RegionsOf(name) : [only])
            .Select(region => Blocks.Series($"{DefaultTitle(name)} in {region}", PartsIn(name, region).Select(graph.Resolve)));

        // A deployment goes to every cluster; anything else that is asked for as a whole is served by any region.
        return name == Deploy ? Blocks.Series(DefaultTitle(name), regions) : Blocks.AnyOf(DefaultTitle(name), regions);
    }

    private bool IsWhole(string name) => name == Deploy || (name == Serve && _spec.GlobalRouting is not null);

    private static (string Name, string? Region) Split(string journey)
    {
        int slash = journey.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (journey, null) : (journey[..slash], journey[(slash + 1)..]);
    }

    private static string DefaultTitle(string name) => name switch
    {
        Serve => "Serve a request",
        ReferenceNames.KubernetesApi => "Reach the Kubernetes API",
        ReferenceNames.PullImage => "Pull an image",
        ReferenceNames.OnPremises => "Reach on-premises",
        _ => "Deploy",
    };

    private ImmutableArray<string> RegionsOf(string name) => [.. _spec.Regions.Where(region => name switch
    {
        Serve => IsServing(region),
        ReferenceNames.OnPremises => region.Network.OnPremises is not null || region.Network.Hub is not null,
        ReferenceNames.PullImage => region.Cluster is not null && _spec.Registry is not null,
        _ => region.Cluster is not null,
    }).Select(region => region.Name)];

    private bool IsServing(RegionSpec region) =>
        ReferenceNames.Serves(_spec, region)
        && (_spec.GlobalRouting is null || _spec.GlobalRouting.Origins.Any(origin => origin.Region == region.Name));

    private IEnumerable<string> PartsIn(string name, string region) => name switch
    {
        Serve => [$"{region}.{ReferenceNames.Stamp}"],
        Deploy when _spec.Registry is not null => [$"{region}.{ReferenceNames.KubernetesApi}", $"{region}.{ReferenceNames.PullImage}"],
        Deploy => [$"{region}.{ReferenceNames.KubernetesApi}"],
        _ => [$"{region}.{name}"],
    };
}
