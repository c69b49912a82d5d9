using System.Security.Cryptography;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// The handful of choices that consistency hangs on, each with the one value that is right. They can be set apart so that a test can
/// show that the consistency checker notices when one of them is wrong. No configuration reaches them.
/// </summary>
internal sealed record RedisSemantics
{
    public static RedisSemantics Correct { get; } = new();

    /// <summary>A bare GETEX is a write to Redis: a primary that was cut off, or is none any more, refuses it. GET answers from the past.</summary>
    public string ReadCommand { get; init; } = "GETEX";

    /// <summary>True would give an entry its whole life again at each read.</summary>
    public bool Slides { get; init; }

    /// <summary>False would keep near copies over a time without reports of changes.</summary>
    public bool FlushesWhenLost { get; init; } = true;

    /// <summary>
    /// False would ask for pushes of only those keys that this connection registered. GETEX registers none; PTTL in front of it would by
    /// chance, which OPTIN keeps out of the experiment.
    /// </summary>
    public bool TracksByPrefix { get; init; } = true;

    /// <summary>False would let the last writer win, with another version than the one that others serve already.</summary>
    public bool FirstWriterWins { get; init; } = true;

    /// <summary>Anything else would trust any client that can write to Redis.</summary>
    public SignatureCheck CheckSignature { get; init; } = CryptographicOperations.FixedTimeEquals;
}
