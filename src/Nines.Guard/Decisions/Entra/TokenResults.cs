using System.Collections.Concurrent;
using Nines.Guard.Cache;

namespace Nines.Guard.Decisions.Entra;

/// <summary>
/// Answers to tokens of a short while ago, in this process alone, by a hash of the token; never the token. Bounded by bytes; the oldest go
/// first, and all live about equally long. Readers take no lock. Safe for many threads.
/// </summary>
/// <param name="epoch">The purge generation: an answer of an older one is not found.</param>
internal sealed class TokenResults(long maxBytes, Func<long> epoch, TimeProvider time)
{
    /// <summary>Memory of an answer beside its texts: objects, the slot, the place in the queue. Rounded up.</summary>
    private const int Overhead = 1024;
    private const int TextOverhead = 32;

    private readonly ConcurrentDictionary<EntryKey, Kept> _kept = new(concurrencyLevel: 1, capacity: 127);
    private readonly Queue<(EntryKey Key, Kept Kept)> _oldest = new();
    private readonly Lock _gate = new();
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Count => _kept.Count;

    public AuthenticationAnswer? Find(in EntryKey key) =>
        _kept.TryGetValue(key, out Kept? kept) && time.GetTimestamp() < kept.End && time.GetUtcNow() < kept.NotAfter && kept.Epoch == epoch()
            ? kept.Answer
            : null;

    /// <param name="began">Start of the decision about the token, as a timestamp: age is counted from there.</param>
    /// <param name="asked">The epoch of that moment.</param>
    /// <param name="age">Maximum time for which the result is kept.</param>
    /// <param name="notAfter">The end of the token.</param>
    public void Keep(in EntryKey key, AuthenticationAnswer answer, long began, long asked, TimeSpan age, DateTimeOffset notAfter)
    {
        long end = time.After(began, age);
        long bytes = SizeOf(answer);
        if (asked != epoch() || end <= time.GetTimestamp() || notAfter <= time.GetUtcNow() || bytes > maxBytes)
        {
            return;
        }

        Kept kept = new(answer with { Source = AnswerSource.NearCache }, end, notAfter, asked, bytes);
        lock (_gate)
        {
            long now = time.GetTimestamp();
            while (_oldest.TryPeek(out (EntryKey Key, Kept Kept) first) && (first.Kept.End <= now || _bytes + bytes > maxBytes))
            {
                _oldest.Dequeue();
                _kept.TryRemove(KeyValuePair.Create(first.Key, first.Kept));
                Interlocked.Add(ref _bytes, -first.Kept.Bytes);
            }

            _kept[key] = kept;
            _oldest.Enqueue((key, kept));
            Interlocked.Add(ref _bytes, bytes);
        }
    }

    private static long SizeOf(AuthenticationAnswer answer)
    {
        long size = Overhead;
        void Add(string text) => size += TextOverhead + (2L * text.Length);
        Add(answer.User!.Name);
        Add(answer.User.Uid);
        foreach (string text in answer.User.Groups)
        {
            Add(text);
        }

        foreach (string text in answer.Audiences)
        {
            Add(text);
        }

        return size;
    }

    // Compared by reference: what is taken out is this one and not another that looks alike.
    private sealed class Kept(AuthenticationAnswer answer, long end, DateTimeOffset notAfter, long epoch, long bytes)
    {
        public AuthenticationAnswer Answer => answer;

        public long End => end;

        public DateTimeOffset NotAfter => notAfter;

        public long Epoch => epoch;

        public long Bytes => bytes;
    }
}
