using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Settings of the store on Redis; the defaults are those that the guarantees were tried with.</summary>
internal sealed record RedisStoreOptions
{
    public const string DefaultPrefix = "~ng:";

    /// <summary>Begins the name of every key; the ACL of the server allows no other. 1 to 64 printable ASCII characters without <c>*</c>, <c>?</c>, <c>[</c>, <c>\</c>, braces or spaces.</summary>
    public string Prefix { get; init; } = DefaultPrefix;

    /// <summary>Options of connections to servers.</summary>
    public RedisDialOptions Dial { get; init; } = new() { MaxInFlight = 16_384 };

    /// <summary>Bytes of near copies. From one.</summary>
    public long NearBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A read unanswered for this long is taken for unavailable; the caller asks Azure instead.</summary>
    public TimeSpan ReadLimit { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Between heartbeats.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Time without an answer to a heartbeat or a publication after which the connection is given up.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Near copies are served for this long after the last good heartbeat was sent: the longest that a change can go unnoticed. A purge
    /// waits for as long, so it is the same on all replicas. At least two heartbeats, so that one that is late but answered costs nothing;
    /// one that is later costs reads of Redis until it is answered.
    /// </summary>
    public TimeSpan NearLease { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time to wait for the one replica that asks Azure.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Replicas that should have a publication before it is served: 0 for a server without any. 0 to 5.</summary>
    public int WaitReplicas { get; init; } = 1;

    /// <summary>Time to wait for these replicas.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time that a start waits for the store before the guard begins without it.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between looks at who is primary.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Draws the jitter of pauses.</summary>
    public int Seed { get; init; } = 1;
}
