using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>Nothing may require itself, however far around.</summary>
internal static class CycleCheck
{
    /// <summary>A graph with regions can be large by multiplication; beyond this the coarse answer is given.</summary>
    private const int MostSteps = 2_000_000;

    private const int MostCycles = 20;

    public static void Run(CheckContext context)
    {
        // Every cycle is also one when regions are left out of account, so the small graph clears most files at once.
        List<Cycle> coarse = Find(new RequirementGraph(context.Spec, hasRegions: false), context.Reading.CancellationToken, out _);
        if (coarse.Count == 0)
        {
            return;
        }

        List<Cycle> cycles = Find(new RequirementGraph(context.Spec, hasRegions: true), context.Reading.CancellationToken, out bool isComplete);
        foreach (Cycle cycle in isComplete ? cycles : coarse)
        {
            context.Reading.Report(cycle.Position, $"This goes round in a circle: {Show(cycle.Names)}.", "Remove one of these requirements.");
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
                else if (++steps > MostSteps || cycles.Count >= MostCycles)
                {
                    isComplete = cycles.Count >= MostCycles;
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
            // The step into "any region" and the one from there to a region are one step for people.
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
