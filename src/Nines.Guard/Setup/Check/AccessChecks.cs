using Nines.Guard.Cache.Redis;
using Nines.Guard.Redis;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Runs the commands of the store at a primary, as the user of the guard, with a separate key; and some commands that must be refused.</summary>
internal static class AccessChecks
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromSeconds(5);

    /// <param name="probe">The name of an unused key at this primary.</param>
    /// <param name="foreign">The name of a key that is not the guard's, at the same primary.</param>
    public static async Task<List<CheckFinding>> RunAsync(
        InspectedServer primary, string where, RedisNames names, string probe, string foreign, string rule, int replicas, CancellationToken cancellation)
    {
        var findings = new List<CheckFinding>();
        (string Command, RedisBatch Batch)[] steps =
        [
            ("ping", new RedisBatch().Add("PING")),
            ("role", new RedisBatch().Add("ROLE")),
            ("client|tracking", new RedisBatch().Add("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", names.Values, "PREFIX", names.Epoch)),
            ("set", new RedisBatch().Add("SET", probe, "1", "NX", "GET", "PX", (long)s_ttl.TotalMilliseconds)),
            ("wait", new RedisBatch().Add("WAIT", replicas > 0 ? 1 : 0, 500)),
            ("pttl", new RedisBatch().Add("PTTL", probe)),
            ("getex", new RedisBatch().Add("GETEX", probe)),
            ("del", new RedisBatch().Add("DEL", probe)),
        ];
        foreach ((string command, RedisBatch batch) in steps)
        {
            RespValue reply = await primary.AskAsync(batch, cancellation);
            if (reply.IsError)
            {
                findings.Add(Refused(where, command, reply.ErrorCode, rule));
                if (reply.ErrorCode != "NOPERM")
                {
                    // It is the same for what would follow.
                    return findings;
                }
            }
            else if (command == "wait" && replicas > 0 && reply.Integer < 1)
            {
                findings.Add(new CheckFinding(
                    Severity.Error, where, "no replica confirmed a write within 0.5 s", "1 or more; otherwise a failover loses entries that are served", "see INFO replication of the replicas"));
            }
        }

        RespValue outside = await primary.AskAsync(new RedisBatch().Add("PTTL", foreign), cancellation);
        RespValue more = await primary.AskAsync(new RedisBatch().Add("GET", probe), cancellation);
        if (!outside.IsError || !more.IsError)
        {
            findings.Add(new CheckFinding(
                Severity.Warning,
                where,
                !outside.IsError ? $"the user of the guard may use keys that do not begin with {names.Prefix}" : "the user of the guard may use commands that the guard does not need",
                "a user of its own that may do no more than the guard does",
                $"in users.acl: {rule}"));
        }

        return findings;
    }

    private static CheckFinding Refused(string where, string command, string code, string rule) => code switch
    {
        "NOPERM" => new(Severity.Error, where, $"the user of the guard may not use {command}", "all commands that the store uses", $"in users.acl: {rule}"),
        "NOREPLICAS" => new(
            Severity.Error, where, $"{command} is refused: not enough replicas are connected", "1 or more within min-replicas-max-lag", "start the replicas, and see INFO replication"),
        "READONLY" => new(Severity.Error, where, $"{command} is refused: it is a replica", "a primary", "configure the guard with the primary, or with the Sentinels"),
        _ => new(Severity.Error, where, $"{command} is refused: {code}", "an answer", "see the log of the server"),
    };
}
