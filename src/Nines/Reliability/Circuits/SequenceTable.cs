using System.Runtime.InteropServices;

namespace Nines.Reliability.Circuits;

/// <summary>Numbers sequences 0, 1, ... by first appearance: equal modules with equal inputs get the same number.</summary>
internal sealed class SequenceTable
{
    private readonly List<long[]> _known = [];
    private readonly List<int> _nextSameHash = [];
    private readonly Dictionary<ulong, int> _byHash = [];

    /// <param name="sequence">The sequence to look up; kept when it is new.</param>
    /// <param name="isNew">True when it had no number yet.</param>
    public int NumberOf(long[] sequence, out bool isNew)
    {
        ulong hash = (ulong)sequence.Length;
        foreach (long part in sequence)
        {
            hash = (hash ^ (ulong)part) * 0xFF51AFD7ED558CCDUL;
            hash ^= hash >> 31;
        }

        ref int head = ref CollectionsMarshal.GetValueRefOrAddDefault(_byHash, hash, out bool known);
        int next = known ? head : -1;
        for (int i = next; i >= 0; i = _nextSameHash[i])
        {
            if (_known[i].AsSpan().SequenceEqual(sequence))
            {
                isNew = false;
                return i;
            }
        }

        isNew = true;
        head = _known.Count;
        _known.Add(sequence);
        _nextSameHash.Add(next);
        return head;
    }
}
