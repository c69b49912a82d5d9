using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Nines.Guard.Cache;

/// <summary>
/// This replica's own copies of entries, bounded by bytes. A copy is never returned past its end: neither past the timestamp that came
/// with it nor past the wall-clock end that is written in the entry, whichever is first, and never when its <see cref="NearEra"/> is
/// not trusted. Readers take no lock and allocate nothing; writers take turns. When it is full, the entry that expires first is evicted first.
/// </summary>
internal sealed class NearCache
{
    // Writers hold the gate anyway; one lock inside is enough.
    private readonly ConcurrentDictionary<EntryKey, NearCopy> _copies = new(concurrencyLevel: 1, capacity: 1021);
    private readonly EndHeap _ends = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _mostBytes;
    private volatile NearEra _era = new(long.MaxValue);
    private long _bytes;
    private long _entries;
    private long _evicted;

    /// <param name="maxBytes">Payloads and what keeping them costs; from one byte. A copy that alone is larger is not kept.</param>
    public NearCache(long maxBytes, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        (_mostBytes, _time) = (maxBytes, time);
    }

    /// <summary>The era of copies that are kept now. The first one is trusted without end.</summary>
    public NearEra Era => _era;

    public long Bytes => Interlocked.Read(ref _bytes);

    public long Entries => Interlocked.Read(ref _entries);

    /// <summary>Copies that went before their end, because others needed the room.</summary>
    public long Evicted => Interlocked.Read(ref _evicted);

    public bool TryGet(in EntryKey key, [MaybeNullWhen(false)] out Entry entry)
    {
        if (_copies.TryGetValue(key, out NearCopy? copy) && IsGood(copy))
        {
            entry = copy.Entry;
            return true;
        }

        entry = null;
        return false;
    }

    /// <summary>Keeps a copy in place of an older one of the same key.</summary>
    /// <param name="end">The timestamp from which it is not served.</param>
    /// <param name="era">The <see cref="Era"/> that the caller saw before it began: a copy that belongs to one that is over is not kept.</param>
    /// <returns>True when the copy is kept.</returns>
    public bool Keep(in EntryKey key, Entry entry, long end, NearEra era)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(era, _era))
            {
                return false;
            }

            if (_copies.TryGetValue(key, out NearCopy? older))
            {
                Remove(older);
            }

            long now = _time.GetTimestamp();
            RemoveEnded(now);
            long endByWall = _time.After(now, entry.NotAfter - _time.GetUtcNow());
            var copy = new NearCopy(key, Compact(entry), Math.Min(end, endByWall), era);
            if (copy.End <= now || copy.Bytes > _mostBytes)
            {
                return false;
            }

            while (_bytes + copy.Bytes > _mostBytes)
            {
                Remove(_ends.First);
                Interlocked.Increment(ref _evicted);
            }

            _copies[key] = copy;
            _ends.Add(copy);
            Interlocked.Add(ref _bytes, copy.Bytes);
            Interlocked.Increment(ref _entries);
            return true;
        }
    }

    /// <returns>True when there was a copy.</returns>
    public bool Drop(in EntryKey key)
    {
        lock (_gate)
        {
            if (!_copies.TryGetValue(key, out NearCopy? copy))
            {
                return false;
            }

            Remove(copy);
            return true;
        }
    }

    /// <summary>Drops every copy and begins another era. A reader that holds a copy of the old one finds it untrusted.</summary>
    /// <param name="trustedUntil">See <see cref="NearEra(long)"/>.</param>
    public NearEra Flush(long trustedUntil)
    {
        lock (_gate)
        {
            _era.End();
            _copies.Clear();
            _ends.Clear();
            Interlocked.Exchange(ref _bytes, 0);
            Interlocked.Exchange(ref _entries, 0);
            return _era = new NearEra(trustedUntil);
        }
    }

    /// <summary>Frees what is past its end. Reading does not need it; memory and figures do.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            RemoveEnded(_time.GetTimestamp());
        }
    }

    /// <summary>Age of the oldest copy that could be served now; null without one. Walks over all copies.</summary>
    public TimeSpan? OldestAge()
    {
        DateTimeOffset? oldest = null;
        foreach (KeyValuePair<EntryKey, NearCopy> pair in _copies)
        {
            if (IsGood(pair.Value) && !(pair.Value.Entry.FetchedAt >= oldest))
            {
                oldest = pair.Value.Entry.FetchedAt;
            }
        }

        // The clock of another replica may be ahead of ours.
        return oldest is { } since ? TimeSpan.FromTicks(Math.Max(0, (_time.GetUtcNow() - since).Ticks)) : null;
    }

    private bool IsGood(NearCopy copy)
    {
        long now = _time.GetTimestamp();
        return now < copy.End && copy.Era.IsTrusted(now) && _time.GetUtcNow() < copy.Entry.NotAfter;
    }

    private void RemoveEnded(long now)
    {
        while (_ends.Count > 0 && _ends.First.End <= now)
        {
            Remove(_ends.First);
        }
    }

    private void Remove(NearCopy copy)
    {
        _copies.TryRemove(copy.Key, out _);
        _ends.Remove(copy);
        Interlocked.Add(ref _bytes, -copy.Bytes);
        Interlocked.Decrement(ref _entries);
    }

    // A payload that is a slice of something large would keep all of it alive, and the bound would not hold.
    private static Entry Compact(Entry entry) =>
        MemoryMarshal.TryGetArray(entry.Payload, out ArraySegment<byte> segment) && segment.Array!.Length <= segment.Count + 64
            ? entry
            : entry with { Payload = entry.Payload.ToArray() };
}

/// <summary>One entry as this replica keeps it.</summary>
/// <param name="end">The timestamp from which it is not served, whatever the wall clock says.</param>
internal sealed class NearCopy(EntryKey key, Entry entry, long end, NearEra era)
{
    /// <summary>Memory of a copy beside its payload: the objects, the slot of the dictionary, the slot of the heap. Measured, rounded up.</summary>
    public const int Overhead = 384;

    public EntryKey Key => key;

    public Entry Entry => entry;

    public long End => end;

    public NearEra Era => era;

    public int Bytes => entry.Payload.Length + Overhead;

    /// <summary>Position in the <see cref="EndHeap"/>, which alone uses it.</summary>
    public int Place { get; set; } = -1;
}

/// <summary>
/// A stretch of time in which near copies belong together: they are dropped together, and they are trusted together, as long as
/// a remote store guarantees that it would have reported a change. An era that is over is never trusted again. Safe for many threads.
/// </summary>
internal sealed class NearEra
{
    private const long Over = long.MinValue;
    private long _until;

    /// <param name="until">The timestamp up to which copies are trusted; <see cref="long.MaxValue"/> where no other process can change them.</param>
    public NearEra(long until) => _until = until;

    /// <summary>Vouches for the copies up to a timestamp, which may also be earlier than before.</summary>
    public void TrustUntil(long until)
    {
        long seen = Interlocked.Read(ref _until);
        while (seen != Over)
        {
            long before = Interlocked.CompareExchange(ref _until, until, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    public bool IsTrusted(long now) => now < Interlocked.Read(ref _until);

    public void End() => Interlocked.Exchange(ref _until, Over);
}
