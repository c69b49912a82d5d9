using Nines.Testing.Processes;
using Nines.Testing.Redis;

namespace Nines.Guard.Integration.Tests.Redis;

/// <summary>The scripts of the manifests find the primary by themselves, whatever pod is lost.</summary>
public sealed class StartScriptsTests
{
    private const int MostSeconds = 45;

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Pods_agree_on_a_primary_at_the_first_start_after_the_loss_of_any_pod_and_after_the_loss_of_all()
    {
        Assert.SkipWhen(RedisTrio.Missing is not null, RedisTrio.Missing ?? "");
        string[] addresses = ["127.0.0.11", "127.0.0.12", "127.0.0.13"];
        string peers = string.Join(' ', addresses);
        (int redisPort, int sentinelPort) = (FreePorts.Next(), FreePorts.Next());
        await using var first = new ScriptedPod(addresses[0], peers, redisPort, sentinelPort);
        await using var second = new ScriptedPod(addresses[1], peers, redisPort, sentinelPort);
        await using var third = new ScriptedPod(addresses[2], peers, redisPort, sentinelPort);
        ScriptedPod[] pods = [first, second, third];

        Array.ForEach(pods, pod => pod.Start());
        (await AgreeAsync(pods)).ShouldBe(first);
        (await first.AskAsync(Cancel, "SET", "kept", "v", "PX", "300000")).ShouldBe("OK");

        // The primary's pod comes back at once and empty: it must not teach its emptiness to the others.
        await first.LoseAsync(Cancel);
        first.Start();
        ScriptedPod primary = await AgreeAsync(pods);
        primary.ShouldNotBe(first, string.Join("\n\n", pods.Select(pod => pod.Log)));
        (await primary.AskAsync(Cancel, "GET", "kept")).ShouldBe("v");

        // A pod that was replica before, and only then comes back.
        ScriptedPod replica = pods.First(pod => pod != primary && pod != first);
        await replica.LoseAsync(Cancel);
        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        replica.Start();
        (await AgreeAsync(pods)).ShouldBe(primary);
        (await replica.AskAsync(Cancel, "GET", "kept")).ShouldBe("v");

        foreach (ScriptedPod pod in pods)
        {
            await pod.LoseAsync(Cancel);
        }

        Array.ForEach(pods, pod => pod.Start());
        (await AgreeAsync(pods)).ShouldBe(first);
        (await first.AskAsync(Cancel, "GET", "kept")).ShouldBeEmpty();
    }

    /// <summary>Waits until one pod is primary, the others follow it, and every Sentinel names it and knows both others.</summary>
    private static async Task<ScriptedPod> AgreeAsync(ScriptedPod[] pods)
    {
        string[] roles = [];
        for (int attempt = 0; attempt < MostSeconds * 4; attempt++)
        {
            await Task.Delay(250, Cancel);
            roles = await Task.WhenAll(pods.Select(pod => pod.RoleAsync(Cancel)));
            ScriptedPod[] primaries = [.. pods.Where((_, index) => roles[index].StartsWith("master", StringComparison.Ordinal))];
            if (primaries is [var primary]
                && roles.Count(role => role.StartsWith($"slave {primary.Address} ", StringComparison.Ordinal) && role.EndsWith(" connected", StringComparison.Ordinal)) == 2
                && (await Task.WhenAll(pods.Select(pod => pod.SeesAsync(primary.Address, Cancel)))).All(sees => sees))
            {
                return primary;
            }
        }

        throw new TimeoutException($"no agreement in {MostSeconds} s: {string.Join(" | ", roles)}\n{string.Join("\n\n", pods.Select(pod => pod.Log))}");
    }
}
