using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Environments.Specs;

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
            .. spec.Workloads.SelectMany(workload => new[] { workload.Requires, workload.StartRequires }),
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

/// <summary>Something that requires, where it stands: in a region, nowhere in particular (null), or in any region that has it.</summary>
internal readonly record struct RequirementPlace(string Name, string? Region)
{
    public const string AnyRegion = "*";
}

/// <summary>A step from what requires to what is required.</summary>
/// <param name="To">The required name.</param>
/// <param name="Position">Position of the reference; null when it comes from the model itself.</param>
internal readonly record struct RequirementStep(RequirementPlace To, SourcePosition? Position);

/// <summary>Graph of requirements, with names resolved by <see cref="ReferenceNames"/>.</summary>
internal sealed class RequirementGraph
{
    /// <summary>The default journey that leads back to what the user wrote: it needs the workloads.</summary>
    private const string ServeJourney = ReferenceNames.JourneyPrefix + "serve";

    private readonly Dictionary<string, ImmutableArray<ReferenceRequirement>> _references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _regions = new(StringComparer.Ordinal);
    private readonly ImmutableArray<WorkloadSpec> _serving;
    private readonly bool _hasRegions;

    /// <param name="spec">The environment.</param>
    /// <param name="hasRegions">False to take all instances of a name for one, which is coarser and much smaller.</param>
    public RequirementGraph(EnvironmentSpec spec, bool hasRegions)
    {
        _hasRegions = hasRegions;
        _serving = [.. spec.Workloads.Where(workload => workload.ServesRequests)];
        foreach (ComponentSpec component in spec.Components)
        {
            Add(component.Name, Requirements.References(component.Requires), component.Regions);
        }

        foreach (WorkloadSpec workload in spec.Workloads)
        {
            Add(
                workload.Name, Requirements.References(workload.Requires).Concat(Requirements.References(workload.StartRequires)),
                spec.Regions.Where(region => ReferenceNames.RunsIn(workload, region)).Select(region => region.Name));
        }

        foreach (JourneySpec journey in spec.Journeys)
        {
            Add(ReferenceNames.JourneyPrefix + journey.Name, Requirements.References(journey.Requires), []);
        }

        _regions[ReferenceNames.Stamp] = [.. _serving.SelectMany(workload => _regions.GetValueOrDefault(workload.Name, []))];
    }

    /// <summary>Everything that requires something.</summary>
    public IEnumerable<RequirementPlace> Places => _references
        .Where(each => !each.Value.IsEmpty)
        .SelectMany(each => _hasRegions && _regions[each.Key].Count > 0
            ? _regions[each.Key].Select(region => new RequirementPlace(each.Key, region))
            : [new RequirementPlace(each.Key, null)]);

    public IEnumerable<RequirementStep> From(RequirementPlace place)
    {
        if (place.Region == RequirementPlace.AnyRegion)
        {
            return _regions[place.Name].Select(region => new RequirementStep(place with { Region = region }, null));
        }

        if (place.Name == ReferenceNames.Stamp)
        {
            return _serving
                .Where(workload => place.Region is null || _regions[workload.Name].Contains(place.Region))
                .Select(workload => new RequirementStep(place with { Name = workload.Name }, null));
        }

        bool isDefined = _references.TryGetValue(place.Name, out ImmutableArray<ReferenceRequirement> references) && !references.IsEmpty;
        if (!isDefined && place.Name == ServeJourney)
        {
            return [new RequirementStep(Resolve(ReferenceNames.Stamp, null), null)];
        }

        return isDefined
            ? references.Select(reference => new RequirementStep(Resolve(reference.Name, place.Region), reference.Position))
            : [];
    }

    private void Add(string name, IEnumerable<ReferenceRequirement> requires, IEnumerable<string> regions)
    {
        _references.TryAdd(name, [.. requires]);
        _regions.TryAdd(name, [.. regions]);
    }

    private RequirementPlace Resolve(string name, string? from)
    {
        int dot = name.StartsWith(ReferenceNames.JourneyPrefix, StringComparison.Ordinal) ? -1 : name.IndexOf('.', StringComparison.Ordinal);
        string ownName = name[(dot + 1)..];
        if (!_hasRegions || !_regions.TryGetValue(ownName, out ImmutableHashSet<string>? regions) || regions.IsEmpty)
        {
            return new RequirementPlace(ownName, null);
        }

        string region = dot > 0 ? name[..dot] : from is not null && regions.Contains(from) ? from : RequirementPlace.AnyRegion;
        return new RequirementPlace(ownName, region);
    }
}

/// <summary>Nothing may require itself, however far around.</summary>
internal static class CycleCheck
{
    /// <summary>A graph with regions can be large by multiplication; beyond this the coarse answer is given.</summary>
    private const int MaxSteps = 2_000_000;

    private const int MaxCycles = 20;

    public static void Run(CheckContext context)
    {
        // Every cycle is also one without regard to regions, so the small graph clears most files at once.
        List<Cycle> coarse = Find(new RequirementGraph(context.Spec, hasRegions: false), context.Reading.CancellationToken, out _);
        if (coarse.Count == 0)
        {
            return;
        }

        List<Cycle> cycles = Find(new RequirementGraph(context.Spec, hasRegions: true), context.Reading.CancellationToken, out bool isComplete);
        foreach (Cycle cycle in isComplete ? cycles : coarse)
        {
            context.Reading.Report(cycle.Position, $"These requirements form a cycle: {Show(cycle.Names)}.", "Remove one of these requirements.");
        }
    }

    private static List<Cycle> Find(RequirementGraph graph, CancellationToken cancellationToken, out bool isComplete)
    {
        var cycles = new List<Cycle>();
        var isOnPath = new Dictionary<RequirementPlace, bool>();
        var path = new Stack<Visit>();
        int steps = 0;
        foreach (RequirementPlace start in graph.Places)
        {
            Enter(start, null);
            while (path.TryPeek(out Visit visit))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!visit.Steps.MoveNext())
                {
                    isOnPath[visit.Place] = false;
                    path.Pop();
                }
                else if (++steps > MaxSteps || cycles.Count >= MaxCycles)
                {
                    isComplete = cycles.Count >= MaxCycles;
                    return cycles;
                }
                else if (isOnPath.GetValueOrDefault(visit.Steps.Current.To))
                {
                    cycles.Add(Describe(path, visit.Steps.Current));
                }
                else
                {
                    Enter(visit.Steps.Current.To, visit.Steps.Current.Position);
                }
            }
        }

        isComplete = true;
        return cycles;

        void Enter(RequirementPlace place, SourcePosition? position)
        {
            if (isOnPath.TryAdd(place, true))
            {
                path.Push(new Visit(place, position, graph.From(place).GetEnumerator()));
            }
        }
    }

    /// <summary>A long way round is cut in the middle: its ends say where to look.</summary>
    private static string Show(List<string> names)
    {
        const int most = 12;
        const int tail = 3;
        IEnumerable<string> shown = names.Count <= most
            ? names
            : [.. names.Take(most - tail), $"({names.Count - most} more)", .. names.TakeLast(tail)];
        return string.Join(" -> ", shown);
    }

    private static Cycle Describe(Stack<Visit> path, RequirementStep closing)
    {
        var names = new List<string> { closing.To.Name };
        SourcePosition? position = closing.Position;
        foreach (Visit visit in path)
        {
            // The step into "any region" and the one from there to a region are shown as one step.
            if (names[^1] != visit.Place.Name || visit.Place == closing.To)
            {
                names.Add(visit.Place.Name);
            }

            if (visit.Place == closing.To)
            {
                break;
            }

            position ??= visit.Position;
        }

        names.Reverse();
        return new Cycle(position ?? default, names);
    }

    private readonly record struct Visit(RequirementPlace Place, SourcePosition? Position, IEnumerator<RequirementStep> Steps);

    private readonly record struct Cycle(SourcePosition Position, List<string> Names);
}
