using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;

namespace Nines.Benchmarks;

/// <summary>Times a cached decision of Azure RBAC inside the guard, and the signing of an entry; as Markdown tables.</summary>
internal static class DecisionBenchmark
{
    private const int Rounds = 15;
    private const int Calls = 20_000;

    private static readonly KeyRing s_keys = new(new byte[32], [new SigningKey(1, new byte[32])]);

    private static readonly RbacOptions s_options = new()
    {
        ResourceId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group/providers/Microsoft.ContainerService/managedClusters/cluster",
        Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47",
    };

    public static async Task RunAsync(TextWriter output)
    {
        byte[] small = new byte[64];
        byte[] hash = new byte[32];
        (double hmac, _) = await BestAsync(() =>
        {
            HMACSHA256.HashData(small, small, hash);
            return default;
        });
        await output.WriteLineAsync(Line($"HMAC-SHA256 of 64 bytes: {hmac:F2} microseconds; the unit below.\n"));
        await output.WriteLineAsync("| groups of the user | of them of Entra ID | question to Azure | its name | whole decision | microseconds | bytes allocated |");
        await output.WriteLineAsync("|--:|--:|--:|--:|--:|--:|--:|");
        foreach ((int entra, int others) in ((int, int)[])[(0, 1), (5, 1), (20, 1), (200, 1), (0, 200)])
        {
            await DecideAsync(output, hmac, entra, others);
        }

        await output.WriteLineAsync("\n| bytes of the payload | sign | verify |");
        await output.WriteLineAsync("|--:|--:|--:|");
        foreach (int payload in (int[])[2, 200, 1024])
        {
            await SignAsync(output, hmac, payload);
        }
    }

    private static async Task DecideAsync(TextWriter output, double unit, int entra, int others)
    {
        TimeProvider time = TimeProvider.System;
        var cache = new SharedCache(MemoryStore.Create(1 << 20, time), SharedCacheOptions.Default, time);
        var upstream = new AllowingUpstream();
        var authorizer = new AzureRbacAuthorizer(s_options, upstream, cache, () => s_keys, time);
        var planner = new QuestionPlanner(s_options, new OperationCatalogue(upstream, s_options, time));
        var name = new QuestionKey(s_options);
        UserIdentity user = new(
            "ada@contoso.example",
            "",
            [.. Enumerable.Range(0, entra).Select(number => new Guid(number * 7919, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString()), .. Enumerable.Range(0, others).Select(number => $"group-{number}")],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(UserIdentity.ObjectIdKey, ["aaaaaaaa-0000-4000-8000-000000000001"]));
        AccessQuestion question = new(user, new ResourceAttributes("get", "apps", "v1", "deployments", "", "dev", "web"), null);
        CheckQuestion planned = (await planner.PlanAsync(question, default)).Question!;
        (double plan, _) = await BestAsync(async () => await planner.PlanAsync(question, default));
        (double key, _) = await BestAsync(() =>
        {
            name.Compute(s_keys, planned);
            return default;
        });
        (double whole, long bytes) = await BestAsync(async () => await authorizer.AuthorizeAsync(question, default));
        await output.WriteLineAsync(Line($"| {entra + others} | {entra} | {plan / unit:F1} | {key / unit:F1} | {whole / unit:F1} | {whole:F2} | {bytes} |"));
    }

    private static async Task SignAsync(TextWriter output, double unit, int payload)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        EntryKey key = new(1, 2, 3, 4);
        Entry entry = new(7, now, now.AddMinutes(4), new byte[payload]);
        byte[] value = EntryCodec.Encode(s_keys, 1, key, entry);
        var codec = new EntryCodec();
        (double sign, _) = await BestAsync(() =>
        {
            EntryCodec.Encode(s_keys, 1, key, entry);
            return default;
        });
        (double verify, _) = await BestAsync(() =>
        {
            codec.Decode(s_keys, 1, key, value, now, out _);
            return default;
        });
        await output.WriteLineAsync(Line($"| {payload} | {sign / unit:F1} | {verify / unit:F1} |"));
    }

    /// <summary>The best of several rounds, microseconds, since other programs can only make it slower; and bytes, which are always the same.</summary>
    private static async ValueTask<(double Microseconds, long Bytes)> BestAsync(Func<ValueTask> call)
    {
        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long began = TimeProvider.System.GetTimestamp();
            for (int done = 0; done < Calls; done++)
            {
                await call();
            }

            best = Math.Min(best, TimeProvider.System.GetElapsedTime(began).TotalMicroseconds / Calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Calls;
        }

        return (best, bytes);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Allows everything for five minutes.</summary>
    private sealed class AllowingUpstream : IUpstream
    {
        public ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation)
        {
            using JsonDocument body = JsonDocument.Parse(request.Body);
            IEnumerable<string> decisions = body.RootElement.GetProperty("Actions").EnumerateArray().Select(action =>
                $$"""{"accessDecision":"Allowed","actionId":"{{action.GetProperty("Id").GetString()}}","isDataAction":true,"timeToLiveInMs":300000}""");
            return new(new UpstreamAnswer(200, Encoding.UTF8.GetBytes($"[{string.Join(',', decisions)}]"), null, TimeProvider.System.GetTimestamp()));
        }
    }
}
