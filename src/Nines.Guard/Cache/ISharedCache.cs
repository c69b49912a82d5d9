using Nines.Guard.Upstream;

namespace Nines.Guard.Cache;

/// <summary>One answer for any number of callers on any number of replicas: near copy, then store, then one of them asks.</summary>
internal interface ISharedCache
{
    /// <summary>
    /// The answer to the question that <paramref name="key"/> names. Of any number of callers with the same key at most one asks, and an
    /// answer is never served after its end (G2). A failed ask is thrown to those who wait for it and kept nowhere (G5).
    /// </summary>
    /// <param name="ask">
    /// Asks upstream. It runs apart from any one caller: it is cancelled when nobody waits for it any more or when its own time is up.
    /// </param>
    /// <exception cref="GuardUnavailableException">The ask failed so.</exception>
    ValueTask<CacheAnswer> GetAsync(EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken cancellation);
}

/// <param name="Payload">See <see cref="Entry.Payload"/>.</param>
/// <param name="Sent">When the request was sent, as a timestamp of the injected TimeProvider; the earliest when there were several.</param>
/// <param name="TimeToLive">What upstream allows; zero or less is served once and never kept. Cut to the limit of five minutes.</param>
internal readonly record struct FreshAnswer(ReadOnlyMemory<byte> Payload, long Sent, TimeSpan TimeToLive);

/// <param name="Version">Zero for an answer that was not kept.</param>
internal readonly record struct CacheAnswer(ReadOnlyMemory<byte> Payload, UInt128 Version, AnswerSource Source);
