using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>Reason why a value of the store is not an entry. <see cref="EntryRejections.Name"/> gives the name that metrics and commands show.</summary>
internal enum EntryRejection : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It does not have the form.</summary>
    Malformed,

    /// <summary>It says that it was signed with a key that is not in the ring.</summary>
    UnknownKey,

    /// <summary>Written by a client without the signing key, for another key, or before the last purge.</summary>
    Signature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It claims to be good for longer than any entry may be.</summary>
    TooFar,
}

/// <summary>Counts of refused values, by reason. Safe for many threads.</summary>
internal sealed class EntryRejections
{
    private readonly long[] _counts = new long[(int)EntryRejection.TooFar + 1];

    public static string Name(EntryRejection why) => why switch
    {
        EntryRejection.Malformed => "malformed",
        EntryRejection.UnknownKey => "unknown-key",
        EntryRejection.Signature => "signature",
        EntryRejection.Expired => "expired",
        EntryRejection.TooFar => "too-far",
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "not a reason to refuse a value"),
    };

    public void Count(EntryRejection why) => Interlocked.Increment(ref _counts[(int)why]);

    public long Get(EntryRejection why) => Interlocked.Read(ref _counts[(int)why]);

    /// <summary>All reasons by name, those that never happened with zero.</summary>
    public ImmutableSortedDictionary<string, long> ToDictionary() => Enum.GetValues<EntryRejection>()
        .Where(why => why != EntryRejection.None)
        .ToImmutableSortedDictionary(Name, Get, StringComparer.Ordinal);
}
