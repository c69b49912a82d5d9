using System.Collections.Immutable;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Consistency;

/// <summary>Result of a run.</summary>
/// <param name="Report">Of the checker over the whole history.</param>
/// <param name="Broken">Other broken promises: guards that ended by themselves, versions that stand for two answers, faults that were not recovered from.</param>
/// <param name="Rejected">Shared entries that the guards did not believe, by why.</param>
/// <param name="Done">The faults, in the order in which they began.</param>
/// <param name="Hedges">Calls beside a slow call of the same guard.</param>
/// <param name="Stall">The longest delay of a thread while it ran.</param>
/// <param name="File">The history; null when nothing is broken.</param>
internal sealed record ConsistencyResult(
    Report Report, ImmutableArray<string> Broken, IReadOnlyDictionary<string, long> Rejected, ImmutableArray<string> Done, int Hedges, TimeSpan Stall,
    string Command, string? File)
{
    public bool IsConsistent => Report.IsConsistent && Broken.IsEmpty;

    public override string ToString() =>
        $"{Report}{string.Concat(Broken.Select(what => what + "\n"))}"
        + $"{Done.Length} faults, {Hedges} hedged calls, not believed: {string.Join(", ", Rejected.Where(pair => pair.Value > 0).Select(pair => $"{pair.Value} {pair.Key}"))}; "
        + $"a thread was late by up to {Stall.TotalMilliseconds:0} ms.\n"
        + (File is null ? "" : $"History: {File}\nJudge it again: dotnet run -c Release --project bench/Nines.Guard.Drills -- judge {File}\nRepeat: {Command}\n");
}
