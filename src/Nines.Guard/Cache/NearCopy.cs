namespace Nines.Guard.Cache;

/// <summary>One entry as this replica keeps it.</summary>
/// <param name="end">The timestamp from which it is not served, whatever the wall clock says.</param>
internal sealed class NearCopy(EntryKey key, Entry entry, long end, NearEra era)
{
    /// <summary>What a copy costs beside its payload: the objects, the slot of the dictionary, the slot of the heap. Measured, rounded up.</summary>
    public const int Overhead = 384;

    public EntryKey Key => key;

    public Entry Entry => entry;

    public long End => end;

    public NearEra Era => era;

    public int Bytes => entry.Payload.Length + Overhead;

    /// <summary>Where it stands in the <see cref="EndHeap"/>; for that one alone.</summary>
    public int Place { get; set; } = -1;
}
