using System.Collections.Immutable;
using System.Text;

namespace Nines.Testing.Consistency;

/// <summary>Promise of a guard.</summary>
public enum Rule
{
    /// <summary>G1: a decision is the answer of Azure that it names, to the same question; and every allow names one.</summary>
    Supported,

    /// <summary>G2: no answer is served once it is older than min(its time to live, 5 minutes), counted from when it was asked for.</summary>
    Fresh,

    /// <summary>G3: all replicas serve one version of a key, and never go back to an older one.</summary>
    OneVersion,

    /// <summary>G4: after a purge nothing from before it is served.</summary>
    Purged,

    /// <summary>G5: a failure never becomes a decision.</summary>
    NoCachedErrors,

    /// <summary>Azure is asked once per key and validity window; at most once by each replica when they cannot share.</summary>
    CallsPerKey,
}

/// <summary>One broken promise.</summary>
/// <param name="At">Time at which it showed.</param>
/// <param name="Text">The fewest events that together break the rule, in words.</param>
public sealed record Violation(Rule Rule, string Key, TimeSpan At, string Text);

/// <summary>Amount of evidence in a history; a test without evidence proves nothing.</summary>
/// <param name="Reviews">Reviews that were answered.</param>
/// <param name="Decisions">Those that were a decision.</param>
/// <param name="DegradedDecisions">Decisions in a degraded window of their replica, which rule G3 leaves out.</param>
/// <param name="SharedDecisions">Decisions on an answer that another decision stood on first: what caches served.</param>
/// <param name="Keys">Keys that were decided.</param>
/// <param name="Calls">Calls that Azure answered with a decision.</param>
/// <param name="FailedCalls">Calls that failed.</param>
public sealed record Coverage(int Reviews, int Decisions, int DegradedDecisions, int SharedDecisions, int Keys, int Calls, int FailedCalls);

/// <summary>Findings of the checker.</summary>
/// <param name="Violations">The first of each rule, by time.</param>
/// <param name="Counts">Number of violations of each rule in all.</param>
public sealed record Report(ImmutableArray<Violation> Violations, ImmutableSortedDictionary<Rule, int> Counts, Coverage Coverage)
{
    /// <summary>True if every promise was kept.</summary>
    public bool IsConsistent => Counts.IsEmpty;

    /// <summary>All of it as lines of text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(
            $"{Coverage.Reviews} reviews answered, {Coverage.Decisions} decided ({Coverage.DegradedDecisions} degraded, {Coverage.SharedDecisions} from caches) "
            + $"on {Coverage.Keys} keys; {Coverage.Calls} calls to Azure and {Coverage.FailedCalls} failed ones.");
        foreach ((Rule rule, int count) in Counts)
        {
            text.AppendLine($"{Words.Name(rule)} is broken {count} times.");
            foreach (Violation violation in Violations.Where(v => v.Rule == rule))
            {
                text.AppendLine($"  {Words.Time(violation.At)}: {violation.Text}");
            }
        }

        return text.ToString();
    }
}
