using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;
using Nines.Testing.Consistency;
using Verdict = Nines.Testing.Consistency.Verdict;

namespace Nines.Guard.Integration.Tests.Redis.Drill;

/// <summary>Stands for Azure: gives each answer an id of its own, which travels with it through every cache, and notes it.</summary>
internal sealed class DrillAzure(HistoryRecorder history)
{
    private readonly ConcurrentDictionary<string, Verdict> _given = new();
    private long _serial;

    /// <summary>Answer to a question; allow when not set.</summary>
    public Func<string, Verdict> Judge { get; set; } = _ => Verdict.Allow;

    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Waited for before each answer.</summary>
    public Func<int, CancellationToken, Task> Hold { get; set; } = (_, _) => Task.CompletedTask;

    public async ValueTask<FreshAnswer> AskAsync(int replica, string question, CancellationToken cancellation)
    {
        long sent = TimeProvider.System.GetTimestamp();
        TimeSpan at = history.Now;
        Verdict verdict = Judge(question);
        TimeSpan life = TimeToLive;
        string id = Interlocked.Increment(ref _serial).ToString(CultureInfo.InvariantCulture);
        _given[id] = verdict;
        TimeSpan? answered = null;
        try
        {
            await Hold(replica, cancellation);
            answered = history.Now;
        }
        finally
        {
            history.Add(new AzureCall(question, id, verdict, life, at, answered, replica));
        }

        return verdict == Verdict.Error
            ? throw new GuardUnavailableException("drill", Unavailability.Brief, "Azure failed, as it was told to")
            : new FreshAnswer(Encoding.ASCII.GetBytes(id), sent, life);
    }

    /// <summary>Content of an answer.</summary>
    public Verdict Of(string id) => _given.GetValueOrDefault(id, Verdict.Allow);
}
