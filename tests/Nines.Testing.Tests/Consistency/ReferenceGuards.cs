using Nines.Testing.Consistency;

namespace Nines.Testing.Tests.Consistency;

/// <summary>
/// The smallest guards that keep every promise: replicas with one shared table, each review deciding at one moment inside its interval.
/// An hour of reviews with purges, lost tables, degraded replicas, failing and forgetful answers, all drawn from a seed.
/// </summary>
internal sealed class ReferenceGuards(int seed, Bug bug = Bug.None)
{
    public const int Replicas = 3;
    private const int Keys = 5;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly double[] TimesToLive = [1, 30, 299, 300, 900, 3600];
    private readonly Random random = new(seed);
    private readonly PriorityQueue<Action<TimeSpan>, TimeSpan> agenda = new();
    private readonly Dictionary<string, Entry> shared = [];
    private readonly Dictionary<string, Entry>[] own = [.. Enumerable.Range(0, Replicas).Select(_ => new Dictionary<string, Entry>())];
    private readonly bool[] degraded = new bool[Replicas];
    private readonly HistoryEvents events = new();

    public History Run()
    {
        for (TimeSpan at = default; at < Length; at += Seconds(1.2))
        {
            TimeSpan when = at;
            string key = Key();
            int burst = random.Next(5) == 0 ? 4 : 1;
            for (int i = 0; i < burst; i++)
            {
                agenda.Enqueue(now => Decide(now, random.Next(Replicas), key), when + Seconds(0.02));
            }
        }

        for (int i = 0; i < 5; i++)
        {
            agenda.Enqueue(now => Purge(now, null), Seconds(Length.TotalSeconds));
            agenda.Enqueue(Lose, Seconds(Length.TotalSeconds));
        }

        for (int replica = 0; replica < Replicas; replica++)
        {
            Degrade(replica, Seconds(400), TimeSpan.FromSeconds(400));
            Degrade(replica, TimeSpan.FromSeconds(800) + Seconds(10), TimeSpan.FromSeconds(1000));
        }

        while (agenda.TryDequeue(out Action<TimeSpan>? happen, out TimeSpan now))
        {
            happen(now);
        }

        return events.History();
    }

    private void Decide(TimeSpan now, int replica, string key)
    {
        Dictionary<string, Entry> table = Table(replica, key, now);
        string slot = bug == Bug.JoinsKeys && key == "k1" ? "k0" : key;
        bool found = table.TryGetValue(slot, out Entry? entry) && now < entry.End && (bug != Bug.DoesNotCoalesce || now >= entry.Available);
        if (!found)
        {
            entry = Ask(now, replica, key);
            table[slot] = entry;
        }

        if (bug is Bug.MissesPurges or Bug.MissesLosses && replica == 0)
        {
            own[0][key] = entry!;
        }

        Serve(now, replica, key, entry!, found);
        if (bug == Bug.SlidingTtl && !entry!.Failed)
        {
            entry.End = now + (entry.End - entry.From);
            entry.From = now;
        }
    }

    private void Serve(TimeSpan now, int replica, string key, Entry entry, bool found)
    {
        TimeSpan served = entry.Available > now ? entry.Available : now;
        bool decided = !entry.Failed || (bug == Bug.StoresErrors && found);
        Verdict verdict = entry.Failed ? decided ? Verdict.NotAllowed : bug == Bug.AllowsOnError ? Verdict.Allow : Verdict.Error : entry.Verdict;
        events.Reviews.Add(new Review(
            replica,
            key,
            verdict,
            decided ? entry.Id : null,
            found ? "cache" : "upstream",
            Earlier(now),
            served + Seconds(0.02)));
    }

    private Entry Ask(TimeSpan now, int replica, string key)
    {
        TimeSpan available = now + Seconds(0.05);
        bool failed = random.Next(10) == 0;
        TimeSpan ttl = TimeSpan.FromSeconds(TimesToLive[random.Next(TimesToLive.Length)]);
        Verdict verdict = failed ? Verdict.Error : random.Next(2) == 0 ? Verdict.Allow : Verdict.NotAllowed;
        string id = $"v{events.Calls.Count}";
        events.Calls.Add(new AzureCall(key, id, verdict, ttl, now, available, replica));
        if (random.Next(12) == 0)
        {
            agenda.Enqueue(middle => Purge(middle, key), now + ((available - now) / 2));
        }

        TimeSpan kept = bug switch
        {
            Bug.IgnoresTtl => MaxAge,
            Bug.IgnoresMaxAge => ttl,
            _ => ttl < MaxAge ? ttl : MaxAge,
        };
        return new Entry { Id = id, Verdict = verdict, Failed = failed, From = now, Available = available, End = failed && bug != Bug.StoresErrors ? available : now + kept };
    }

    private Dictionary<string, Entry> Table(int replica, string key, TimeSpan now)
    {
        bool keeps = bug is Bug.KeepsItsOwn || (bug is Bug.MissesPurges or Bug.MissesLosses && replica == 0);
        bool usesOwn = degraded[replica] || bug == Bug.DoesNotShare || (keeps && own[replica].TryGetValue(key, out Entry? mine) && now < mine.End);
        return usesOwn ? own[replica] : shared;
    }

    private void Purge(TimeSpan now, string? only)
    {
        events.Purges.Add(new Purge(only, Earlier(now), now + Seconds(0.02)));
        foreach (Dictionary<string, Entry> table in own.Skip(bug == Bug.MissesPurges ? 1 : 0).Append(shared))
        {
            foreach (string key in table.Keys.ToArray())
            {
                if ((only is null || only == key) && (bug != Bug.StoresAfterPurge || table[key].Available <= now))
                {
                    table.Remove(key);
                }
            }
        }
    }

    private void Lose(TimeSpan now)
    {
        events.Faults.Add(new FaultWindow("FLUSHALL", FaultEffects.LosesEntries, Earlier(now), now + Seconds(0.02)));
        shared.Clear();
        if (bug is Bug.MissesPurges or Bug.DoesNotShare)
        {
            own[0].Clear();
        }
    }

    private void Degrade(int replica, TimeSpan from, TimeSpan to)
    {
        agenda.Enqueue(_ => degraded[replica] = true, from);
        agenda.Enqueue(
            _ =>
            {
                degraded[replica] = false;
                if (bug != Bug.KeepsItsOwn)
                {
                    own[replica].Clear();
                }
            },
            to);
        events.Degraded.Add(new DegradedWindow(replica, from, to));
    }

    private string Key() => $"k{random.Next(Keys)}";

    private TimeSpan Seconds(double most) => TimeSpan.FromSeconds(random.NextDouble() * most);

    private TimeSpan Earlier(TimeSpan now)
    {
        TimeSpan before = now - Seconds(0.02);
        return before < TimeSpan.Zero ? TimeSpan.Zero : before;
    }

    private sealed class Entry
    {
        public required string Id { get; init; }

        public required Verdict Verdict { get; init; }

        public required bool Failed { get; init; }

        public required TimeSpan Available { get; init; }

        public required TimeSpan From { get; set; }

        public required TimeSpan End { get; set; }
    }

    private sealed class HistoryEvents
    {
        public List<Review> Reviews { get; } = [];

        public List<AzureCall> Calls { get; } = [];

        public List<Purge> Purges { get; } = [];

        public List<FaultWindow> Faults { get; } = [];

        public List<DegradedWindow> Degraded { get; } = [];

        public History History() => new() { Reviews = [.. Reviews], Calls = [.. Calls], Purges = [.. Purges], Faults = [.. Faults], Degraded = [.. Degraded] };
    }
}
