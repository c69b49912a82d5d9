using Nines.Testing.Consistency;
using Nines.Testing.Faults;
using Nines.Testing.Redis;
using static Nines.Guard.Integration.Tests.Redis.StoreTesting;
using Verdict = Nines.Testing.Consistency.Verdict;

namespace Nines.Guard.Integration.Tests.Redis.Drill;

/// <summary>Faults of a drill: each is recorded, injected, and healed until all replicas share again.</summary>
/// <param name="front">Stands before the first primary.</param>
/// <param name="subjects">Users of the questions that are asked, each with <c>pods</c>.</param>
internal sealed class DrillFaults(StoreDrill drill, RedisTrio trio, FaultProxy front, int replicas, string[] subjects, Random random, CancellationToken cancellation)
{
    public IReadOnlyList<(string Name, Func<Task> Run)> All =>
    [
        ("FLUSHALL", () => LosingAsync("FLUSHALL", primary => primary.AskAsync(cancellation, "FLUSHALL"))),
        ("DEL", () => LosingAsync("DEL", primary => primary.AskAsync(cancellation, "DEL", NameOf(Pick())))),
        ("forged", () => LosingAsync("forged", primary => primary.AskAsync(cancellation, "SET", NameOf(Pick()), new string('f', 90), "PX", "3000"))),
        ("swapped", () => LosingAsync("swapped", primary => primary.AskAsync(cancellation, "COPY", NameOf(subjects[0]), NameOf(subjects[1]), "REPLACE"))),
        ("purged and replayed", PurgeAsync),
        ("epoch forged", () => LosingAsync("epoch forged", primary => primary.AskAsync(cancellation, "SET", "~ng:e", "7.1." + new string('0', 64)))),
        ("Azure fails", AzureFailsAsync),
        ("half-open", HalfOpenAsync),
        ("primary frozen", FreezeAsync),
        ("primary killed", KillAsync),
    ];

    public Task SharedAsync() => UntilAsync(
        () => Enumerable.Range(0, replicas).All(replica => drill.Store(replica).State.Shared), "all share", cancellation, 60);

    private string Pick() => subjects[random.Next(subjects.Length)];

    private string NameOf(string subject) => drill.NameOf(0, subject, "pods");

    private async Task<RedisNode> PrimaryAsync()
    {
        while (true)
        {
            if (await trio.PrimaryAsync(cancellation) is { } primary)
            {
                return primary;
            }

            await Task.Delay(100, cancellation);
        }
    }

    private async Task LosingAsync(string name, Func<RedisNode, Task<string>> act)
    {
        RedisNode primary = await PrimaryAsync();
        FaultWindow fault = drill.History.BeginFault(name, FaultEffects.LosesEntries);
        await act(primary);

        // A forged epoch is put right in a moment; until then nobody trusts anything.
        await Task.Delay(500, cancellation);
        await SharedAsync();
        drill.History.EndFault(fault);
    }

    // What was there before the purge is put back under the names of after it.
    private async Task PurgeAsync()
    {
        RedisNode primary = await PrimaryAsync();
        string[] before = [.. subjects.Select(NameOf)];
        foreach (string name in before)
        {
            await primary.AskAsync(cancellation, "COPY", name, "kept:" + name, "REPLACE");
        }

        (await drill.PurgeAsync(random.Next(replicas))).ShouldBeTrue();
        await LosingAsync("replayed", async _ =>
        {
            for (int i = 0; i < before.Length; i++)
            {
                await primary.AskAsync(cancellation, "COPY", "kept:" + before[i], NameOf(subjects[i]), "REPLACE");
            }

            return "";
        });
    }

    private async Task AzureFailsAsync()
    {
        Func<string, Verdict> well = drill.Azure.Judge;
        drill.Azure.Judge = _ => Verdict.Error;

        // Until every answer that is kept has run out, and has been asked for again.
        await Task.Delay(drill.Azure.TimeToLive + TimeSpan.FromMilliseconds(500), cancellation);
        drill.Azure.Judge = well;
    }

    private async Task HalfOpenAsync()
    {
        FaultWindow fault = drill.History.BeginFault("half-open", FaultEffects.LosesEntries | FaultEffects.PreventsSharing);
        front.Set(ProxyDirection.ToCaller, Fault.Stall);
        await Task.Delay(2500, cancellation);
        front.Heal();
        front.ResetAll();
        await Task.Delay(1500, cancellation);
        await SharedAsync();
        drill.History.EndFault(fault);
    }

    private async Task FreezeAsync()
    {
        RedisNode primary = await PrimaryAsync();
        FaultWindow fault = drill.History.BeginFault("primary frozen", FaultEffects.LosesEntries | FaultEffects.PreventsSharing);
        await primary.Process.SignalAsync("STOP", cancellation);
        await Task.Delay(2000, cancellation);
        await SharedAsync();
        await primary.Process.SignalAsync("CONT", cancellation);
        await Task.Delay(3000, cancellation);
        await SharedAsync();
        drill.History.EndFault(fault);
    }

    private async Task KillAsync()
    {
        RedisNode primary = await PrimaryAsync();
        FaultWindow fault = drill.History.BeginFault("primary killed", FaultEffects.LosesEntries | FaultEffects.PreventsSharing);
        await primary.KillAsync(cancellation);
        await Task.Delay(2000, cancellation);
        await SharedAsync();
        drill.History.EndFault(fault);
    }
}
