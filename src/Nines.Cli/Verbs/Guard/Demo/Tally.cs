using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Counts outcomes. Not safe for many threads: the flow reports one outcome at a time.</summary>
internal sealed class Tally(TimeProvider time)
{
    private readonly Dictionary<string, List<TimeSpan>> _bySource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Served> _served = new(StringComparer.Ordinal);

    /// <summary>Reviews in all, logins included.</summary>
    public int Reviews { get; private set; }

    public int Wrong { get; private set; }

    public int Unanswered { get; private set; }

    /// <summary>Answers that came only after kube-apiserver's wait and another question.</summary>
    public int AskedAgain { get; private set; }

    /// <summary>Number of authorization decisions.</summary>
    public int Decisions { get; private set; }

    /// <summary>Versions of decisions that were served, and those that more than one guard served.</summary>
    public int Versions => _served.Count;

    public int SharedVersions => _served.Values.Count(version => version.Replicas.Count > 1);

    /// <summary>Number of times that two versions of one decision were served at once, outside of a period.</summary>
    /// <param name="from">A timestamp.</param>
    /// <param name="to">A timestamp.</param>
    public int Splits(long from, long to) => _served.Values.GroupBy(version => version.Question, StringComparer.Ordinal)
        .Select(versions => versions.OrderBy(version => version.FirstReceived).ToArray())
        .Sum(versions => Enumerable.Range(1, versions.Length - 1).Count(
            index => versions[index - 1].LastSent > versions[index].FirstReceived && (versions[index - 1].LastSent < from || versions[index].FirstReceived > to)));

    /// <summary>Durations of decisions, by source.</summary>
    public IEnumerable<(string Source, int Count, TimeSpan Median, TimeSpan Slowest)> Sources => _bySource
        .Select(pair => (pair.Key, Sorted: pair.Value.Order().ToImmutableArray()))
        .Select(pair => (pair.Key, pair.Sorted.Length, pair.Sorted[pair.Sorted.Length / 2], pair.Sorted[^1]))
        .OrderBy(source => source.Item3);

    public void Add(Outcome outcome, bool isDecision)
    {
        Reviews++;
        Wrong += outcome.IsRight == false ? 1 : 0;
        Unanswered += outcome.IsYes is null ? 1 : 0;
        AskedAgain += outcome.IsYes is not null && outcome.Answer.Asked > 1 ? 1 : 0;
        if (!isDecision || outcome.IsYes is null)
        {
            return;
        }

        Decisions++;
        if (outcome.Answer.Asked == 1)
        {
            if (!_bySource.TryGetValue(outcome.Answer.Source, out List<TimeSpan>? took))
            {
                _bySource.Add(outcome.Answer.Source, took = []);
            }

            took.Add(time.GetElapsedTime(outcome.Sent, outcome.Received));
        }

        if (outcome.Answer is { Version.Length: > 0, Asked: 1 } answer)
        {
            if (!_served.TryGetValue(answer.Version, out Served? version))
            {
                _served.Add(answer.Version, version = new Served($"{outcome.Who} {outcome.What}", outcome.Received));
            }

            version.FirstReceived = Math.Min(version.FirstReceived, outcome.Received);
            version.LastSent = Math.Max(version.LastSent, outcome.Sent);
            version.Replicas.Add(answer.Replica);
        }
    }

    /// <summary>One version of a decision: who served it, from when until when.</summary>
    private sealed class Served(string question, long received)
    {
        public string Question => question;

        public HashSet<int> Replicas { get; } = [];

        public long FirstReceived { get; set; } = received;

        public long LastSent { get; set; } = long.MinValue;
    }
}
