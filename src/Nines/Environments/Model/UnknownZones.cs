using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Specs;
using Nines.Reliability;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;

namespace Nines.Environments.Model;

/// <summary>
/// Resources in one zone that the file does not state. In a diagram, such a resource needs a block of its own for its zone. When the
/// diagram of a journey is complete, those blocks are set to the zones in which they do most harm.
/// </summary>
internal sealed class UnknownZones(ModelContext context)
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<Block, Place> _byBlock = new(ReferenceEqualityComparer.Instance);

    /// <summary>A resource, the block of its zone, and the zones that it may be in.</summary>
    private sealed record Place(string Resource, RegionSpec Region, ImmutableArray<int> Zones, Block Block);

    /// <summary>The zone of a resource that is in one zone of a region; null when the region has no zones.</summary>
    /// <param name="region">The region.</param>
    /// <param name="id">Unique for the resource: <c>weu.egress</c>.</param>
    /// <param name="resource">Display name: <c>NAT gateway in weu</c>.</param>
    public Block? ZoneOf(RegionSpec region, string id, string resource)
    {
        if (_places.TryGetValue(id, out Place? known))
        {
            return known.Block;
        }

        ImmutableArray<int> zones = LocationZones.Of(region);
        if (zones.IsEmpty)
        {
            return null;
        }

        var place = new Place(resource, region, zones, InZone(resource, region, zones[0]));
        _places.Add(id, place);
        _byBlock.Add(place.Block, place);
        return place.Block;
    }

    /// <summary>True for the block of a zone that is not stated, which <see cref="Worst"/> replaces wherever it is in a diagram.</summary>
    public bool IsPlace(Block block) => _byBlock.ContainsKey(block);

    /// <summary>States what was assumed, one sentence a region.</summary>
    /// <param name="isIncomplete">True when not all combinations could be compared within the limits.</param>
    public void Assume(bool isIncomplete)
    {
        if (isIncomplete)
        {
            context.Assume("The limits did not allow comparing all combinations of unstated zones; where they did not, each resource is assumed to be in a zone of its own.");
        }

        foreach (IGrouping<string, Place> places in _places.Values.GroupBy(place => place.Region.Name))
        {
            RegionSpec region = places.First().Region;
            string[] resources = [.. places.Select(place => place.Resource).Order(StringComparer.Ordinal)];
            string hint = region.StatesZones ? "Give zones to say which."
                : LocationZones.Knows(region.Location) ? $"{region.Location} has availability zones: list zones for {region.Name}, or zones: [] if it uses none."
                : $"Whether {region.Location} has availability zones is not known: list zones for {region.Name}, or zones: [] if there are none.";
            context.Assume($"{Join(resources)}: no zone is stated, so {(resources.Length == 1 ? "it is" : "each is")} assumed to be in one zone, "
                + $"the worst {(resources.Length == 1 ? "one" : "combination")} for each journey. {hint}");
        }
    }

    /// <summary>A diagram with every unstated zone where it does most harm.</summary>
    /// <param name="journey">The complete diagram.</param>
    /// <param name="worst">Compares diagrams.</param>
    public Block Worst(Block journey, WorstBlock worst)
    {
        if (_byBlock.Count == 0)
        {
            return journey;
        }

        // Regions share no zone, so the worst zones of one do not depend on those of another.
        var chosen = new Dictionary<Block, int>(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<string, Place> places in PlacesIn(journey).GroupBy(place => place.Region.Name))
        {
            Choose(journey, [.. places], chosen, worst);
        }

        return Assigned(journey, chosen);
    }

    private void Choose(Block journey, Place[] places, Dictionary<Block, int> chosen, WorstBlock worst)
    {
        foreach ((Place place, int zone) in places.Zip(worst.Of(ZoneCombinations.Of(places.Length, places[0].Zones), zones => With(zones))))
        {
            chosen[place.Block] = zone;
        }

        // Beyond the few resources for which all combinations are compared, each is moved by itself as long as that is worse.
        for (int i = 0; i < places.Length && places.Length > ZoneCombinations.MaxComplete; i++)
        {
            ImmutableArray<int> now = [.. places.Select(place => chosen[place.Block])];
            int moved = i;
            chosen[places[i].Block] = worst.Of([now, .. places[i].Zones.Select(zone => now.SetItem(moved, zone))], With)[i];
        }

        Block With(ImmutableArray<int> zones)
        {
            var trial = new Dictionary<Block, int>(chosen, ReferenceEqualityComparer.Instance);
            for (int i = 0; i < places.Length; i++)
            {
                trial[places[i].Block] = zones[i];
            }

            return Assigned(journey, trial);
        }
    }

    private Block Assigned(Block journey, Dictionary<Block, int> zones) => new BlockRewriter(block =>
        zones.TryGetValue(block, out int zone) && _byBlock[block] is var place && zone != place.Zones[0] ? InZone(place.Resource, place.Region, zone) : null)
        .Rewrite(journey);

    private SeriesBlock InZone(string resource, RegionSpec region, int zone)
    {
        FailureDomain domain = context.ZoneDomain(context.RegionDomain(region.Name), zone);
        return new SeriesBlock($"Zone of {resource} (not stated; assumed zone {zone})", [context.Zone(domain)]) { UnstatedZoneOf = resource };
    }

    private List<Place> PlacesIn(Block journey)
    {
        var places = new List<Place>();
        var seen = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Block>([journey]);
        while (open.TryPop(out Block? block))
        {
            if (!seen.Add(block))
            {
                continue;
            }

            if (_byBlock.TryGetValue(block, out Place? place))
            {
                places.Add(place);
            }

            foreach (Block child in BlockCompiler.Children(block))
            {
                open.Push(child);
            }
        }

        return places;
    }

    private static string Join(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}

/// <summary>Combinations of zones to compare for several resources of one region.</summary>
internal static class ZoneCombinations
{
    /// <summary>Up to this many resources, all combinations are compared: 3 x 3 x 3 x 3.</summary>
    public const int MaxComplete = 4;

    /// <summary>All combinations for a few resources; for more, all in one zone, or each in the next.</summary>
    public static ImmutableArray<ImmutableArray<int>> Of(int resources, ImmutableArray<int> zones)
    {
        IEnumerable<ImmutableArray<int>> together = zones.Select(zone => Enumerable.Repeat(zone, resources).ToImmutableArray());
        IEnumerable<ImmutableArray<int>> others = resources > MaxComplete
            ? zones.Select((_, from) => Enumerable.Range(0, resources).Select(i => zones[(from + i) % zones.Length]).ToImmutableArray())
            : Enumerable.Range(0, resources).Aggregate(
                (IEnumerable<ImmutableArray<int>>)[[]], (known, _) => known.SelectMany(each => zones.Select(zone => each.Add(zone))));
        return [.. together, .. others];
    }
}

/// <summary>
/// Finds the diagram with the highest unavailability. Diagrams that differ in nothing but names (zone 1 for zone 2) are solved once,
/// and all comparisons of a model together get a share of the limits.
/// </summary>
internal sealed class WorstBlock(SolverLimits limits, TimeProvider time, CancellationToken cancellation)
{
    private readonly Dictionary<string, double> _byShape = new(StringComparer.Ordinal);
    private readonly SolverLimits _share = limits with { MaxSteps = limits.MaxSteps / 4, MaxTime = limits.MaxTime / 4 };
    private readonly long _start = time.GetTimestamp();
    private long _steps;

    /// <summary>True when some combinations could not be compared within the limits; then the one with the most zones was assumed.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The combination whose diagram is the least available; the first of equals.</summary>
    public ImmutableArray<int> Of(ImmutableArray<ImmutableArray<int>> combinations, Func<ImmutableArray<int>, Block> diagram)
    {
        (string Shape, StructureFunction Function)[] functions = [.. combinations.Select(zones =>
        {
            cancellation.ThrowIfCancellationRequested();
            StructureFunction function = BlockCompiler.Compile(diagram(zones)).Function;
            return (BlockSolver.Fingerprint(function), function);
        })];
        if (functions.All(each => each.Shape == functions[0].Shape))
        {
            return combinations[0];
        }

        int worst = 0;
        for (int i = 0; i < functions.Length; i++)
        {
            if (Unavailability(functions[i]) is not { } unavailability || Unavailability(functions[worst]) is not { } highest)
            {
                IsIncomplete = true;
                return combinations.MaxBy(zones => zones.Distinct().Count());
            }

            // Rounding is no difference.
            worst = unavailability > highest * (1 + 1e-12) ? i : worst;
        }

        return combinations[worst];
    }

    private double? Unavailability((string Shape, StructureFunction Function) diagram)
    {
        if (!_byShape.TryGetValue(diagram.Shape, out double known))
        {
            TimeSpan elapsed = time.GetElapsedTime(_start);
            if (_steps >= _share.MaxSteps || elapsed >= _share.MaxTime)
            {
                return null;
            }

            Solution solution = Solver.Solve(diagram.Function, _share.Without(_steps, elapsed), time, cancellation);
            _steps += solution.Steps;
            known = solution.Unavailability.Value;
            _byShape.Add(diagram.Shape, known);
        }

        return known;
    }
}
