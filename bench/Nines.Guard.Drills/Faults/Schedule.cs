using System.Collections.Immutable;
using System.Text;

namespace Nines.Guard.Drills.Faults;

/// <param name="Seed">Of all that the fault draws.</param>
/// <param name="Pause">Before the next one.</param>
internal sealed record PlannedFault(DrillFault Fault, int Seed, TimeSpan Pause);

/// <summary>
/// Faults in their order, which follows from a seed alone. Three lanes go at once, so that faults of the store meet faults of guards and of
/// values, and those of Azure. In each lane everything comes once before anything comes again.
/// </summary>
internal sealed class Schedule
{
    private readonly ImmutableArray<ImmutableArray<DrillFault>> _lanes;
    private readonly int _seed;

    /// <param name="only">Names of faults; all that this machine can do when empty.</param>
    /// <exception cref="ArgumentException">There is no such fault, or this machine lacks what it needs.</exception>
    public Schedule(int seed, params IReadOnlyCollection<string> only)
    {
        _seed = seed;
        if (only.Except(All.Select(fault => fault.Name), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"there is no fault '{unknown}'; expected one of: {string.Join(", ", All.Select(fault => fault.Name))}", nameof(only));
        }

        if (All.FirstOrDefault(fault => fault.Missing is not null && only.Contains(fault.Name)) is { } lacking)
        {
            throw new ArgumentException($"'{lacking.Name}' cannot be done here: {lacking.Missing}", nameof(only));
        }

        _lanes =
        [
            .. new[] { StoreFaults.All, [.. DataFaults.All, .. GuardFaults.All], AzureFaultList.All }
                .Select(lane => lane.Where(fault => fault.Missing is null && (only.Count == 0 || only.Contains(fault.Name))).ToImmutableArray())
                .Where(lane => lane.Length > 0),
        ];
    }

    public static ImmutableArray<DrillFault> All { get; } = [.. StoreFaults.All, .. DataFaults.All, .. GuardFaults.All, .. AzureFaultList.All];

    public int Lanes => _lanes.Length;

    /// <summary>Faults until each came once.</summary>
    public int Round(int lane) => _lanes[lane].Length;

    /// <summary>The faults of a lane, without end.</summary>
    public IEnumerable<PlannedFault> Lane(int lane)
    {
        var random = new Random(unchecked((_seed * 31) + lane));
        while (true)
        {
            DrillFault[] order = [.. _lanes[lane]];
            random.Shuffle(order);
            foreach (DrillFault fault in order)
            {
                yield return new PlannedFault(fault, random.Next(), TimeSpan.FromMilliseconds(random.Next(300, 900)));
            }
        }
    }

    /// <summary>The first round of each lane in words.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"Seed {_seed}. Each lane goes on with the next fault when all guards share again after the last one.\n");
        for (int lane = 0; lane < Lanes; lane++)
        {
            text.Append($"Lane {lane + 1}: {string.Join("; ", Lane(lane).Take(Round(lane)).Select(planned => $"{planned.Fault.Name} (pause {planned.Pause.TotalMilliseconds:0} ms)"))}.\n");
        }

        foreach (DrillFault fault in All.Where(fault => fault.Missing is not null))
        {
            text.Append($"Not here: {fault.Name}; {fault.Missing}.\n");
        }

        return text.ToString();
    }
}
