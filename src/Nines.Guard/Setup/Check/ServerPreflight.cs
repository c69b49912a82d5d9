using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks a primary and its replicas: their settings, and the permissions of the user of the guard.</summary>
internal sealed class ServerPreflight(RedisTarget target, PreflightAccess access, CheckNotes findings)
{
    public static readonly ImmutableArray<SlotRange> AllSlots = [new SlotRange(0, HashSlot.Count - 1)];

    /// <returns>The longest min-replicas-max-lag among them, in seconds; what it should be where it cannot be read.</returns>
    public async Task<int> RunAsync(RedisEndpoint primary, ImmutableArray<SlotRange> slots, CancellationToken cancellation)
    {
        string where = $"Redis {primary}";
        (InspectedServer? server, string? why) = await access.OpenAsync(primary, cancellation);
        if (server is null)
        {
            findings.Add(StorePreflight.Unreachable(where, why!));
            return RedisServerNeeds.MaxLagSeconds;
        }

        await using (server)
        {
            RespValue role = await server.AskAsync(new RedisBatch().Add("ROLE"), cancellation);
            ImmutableArray<RedisEndpoint> replicas = Replicas(role);
            bool isAlone = target.MasterName is null && !target.IsCluster;
            if (!role.IsError && !(role.Items is [var first, ..] && first.Is("master"u8)))
            {
                findings.Add(new CheckFinding(Severity.Error, where, "it is not a primary", "a primary", "configure the guard with the primary, or with the Sentinels"));
            }
            else if (!role.IsError && replicas.IsEmpty && !isAlone)
            {
                findings.Add(new CheckFinding(Severity.Error, where, "it has no replica", "1 or more; otherwise its loss loses its entries", "see INFO replication"));
            }

            string rule = RedisServerNeeds.AclRule(access.User, access.Names.Prefix, target.IsCluster);
            string probe = In(slots, $"{access.Names.Prefix}l:check:{RandomNumberGenerator.GetHexString(16)}");
            findings.Add(await AccessChecks.RunAsync(
                server, where, access.Names, probe, In(slots, "nines-guard-check"), rule, replicas.Length, cancellation));
            int[] lags = await Task.WhenAll(replicas.Prepend(primary).Select(each => CheckSettingsAsync(each, !isAlone, cancellation)));
            return lags.Max();
        }
    }

    private async Task<int> CheckSettingsAsync(RedisEndpoint endpoint, bool hasReplicas, CancellationToken cancellation)
    {
        string where = $"Redis {endpoint}";
        (InspectedServer? server, string? why) = await access.OpenToReadAsync(endpoint, cancellation);
        if (server is null)
        {
            findings.Add(StorePreflight.Unreachable(where, why!));
            return RedisServerNeeds.MaxLagSeconds;
        }

        await using (server)
        {
            string version = (await server.AskMapAsync(new RedisBatch().Add("HELLO"), cancellation))?.GetValueOrDefault("version") ?? "";
            if (Version.TryParse(version, out Version? number) && number < RedisServerNeeds.OldestVersion)
            {
                findings.Add(new CheckFinding(
                    Severity.Error, where, $"it is version {version}", $"{RedisServerNeeds.OldestVersion} or newer: SET with NX and GET needs it", "use a newer Redis"));
            }

            var question = new RedisBatch().Add(["CONFIG", "GET", .. RedisServerNeeds.Redis.Select(need => (RedisArg)need.Name)]);
            if (await server.AskMapAsync(question, cancellation) is not { } settings)
            {
                findings.Add(StorePreflight.Unreadable(where, "CONFIG GET"));
                return RedisServerNeeds.MaxLagSeconds;
            }

            findings.Add(SettingChecks.OfServer(where, settings, hasReplicas));
            return SettingChecks.Number(settings, "min-replicas-max-lag");
        }
    }

    private static ImmutableArray<RedisEndpoint> Replicas(in RespValue role)
    {
        if (role.Items is not [_, _, { Items: var listed }, ..])
        {
            return [];
        }

        var replicas = ImmutableArray.CreateBuilder<RedisEndpoint>();
        foreach (RespValue replica in listed)
        {
            if (replica.Items is [var host, var port, ..] && int.TryParse(port.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= 65535)
            {
                replicas.Add(new RedisEndpoint(host.Text, number));
            }
        }

        return replicas.ToImmutable();
    }

    // A name in one of the slots of a primary.
    private static string In(ImmutableArray<SlotRange> slots, string name)
    {
        for (int number = 0; number < 40 * HashSlot.Count; number++)
        {
            string numbered = $"{name}:{number.ToString(CultureInfo.InvariantCulture)}";
            int slot = HashSlot.Compute(numbered);
            if (slots.Any(range => range.First <= slot && slot <= range.Last))
            {
                return numbered;
            }
        }

        return name;
    }
}
