using System.Collections.Immutable;

namespace Nines.Guard.Cache;

/// <summary>How many values were refused, and why. Safe for many threads.</summary>
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

    public long Of(EntryRejection why) => Interlocked.Read(ref _counts[(int)why]);

    /// <summary>All reasons by name, those that never happened with zero.</summary>
    public ImmutableSortedDictionary<string, long> ToDictionary() => Enum.GetValues<EntryRejection>()
        .Where(why => why != EntryRejection.None)
        .ToImmutableSortedDictionary(Name, Of, StringComparer.Ordinal);
}
