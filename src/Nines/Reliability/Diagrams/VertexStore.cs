using System.Numerics;

namespace Nines.Reliability.Diagrams;

/// <summary>A vertex: a decision on the variable at a level. Vertices 0 and 1 are the constants.</summary>
internal readonly record struct Vertex(int Level, int Low, int High);

/// <summary>
/// A finished decision diagram of one shape: vertices in an array, successors before users, unreachable ones removed.
/// The same type holds reduced BDDs and zero-suppressed ones.
/// </summary>
/// <param name="Vertices">The two constants first; their level is the number of levels.</param>
/// <param name="Root">Index of the root.</param>
/// <param name="VariableAt">The variable decided at each level.</param>
internal sealed record Diagram(Vertex[] Vertices, int Root, int[] VariableAt)
{
    public const int Zero = 0;
    public const int One = 1;

    public int Levels => VariableAt.Length;

    /// <summary>Number of decision vertices, without the constants.</summary>
    public int Size => Vertices.Length - 2;
}

/// <summary>
/// Hash-consed vertices in one array with an open-addressed index and a bounded, overwriting memory of results. Shared by the
/// BDD and the ZBDD operations. Vertices are created after their successors, so index order is bottom-up order.
/// </summary>
internal sealed class VertexStore
{
    /// <summary>Returned by every operation that would pass the limit on vertices or on steps.</summary>
    public const int Failed = -1;

    /// <summary>Number of vertices that are collected in about the time of one step.</summary>
    public const int CollectedPerStep = 8;

    private const int BytesPerVertex = 12 + 8 + 16;
    private const int MinCapacity = 1 << 10;
    private const int MaxMemo = 1 << 24;

    private Vertex[] _vertices = new Vertex[MinCapacity];
    private int[] _slots = new int[MinCapacity * 2];
    private Remembered[] _memo = new Remembered[MinCapacity];
    private int _slotMask = (MinCapacity * 2) - 1;
    private int _memoMask = MinCapacity - 1;

    private readonly record struct Remembered(int Operation, int A, int B, int Result);

    public int Count { get; private set; } = 2;

    /// <summary>The most vertices there may be, garbage included.</summary>
    public int Limit { get; set; }

    public ReadOnlySpan<Vertex> Vertices => _vertices.AsSpan(0, Count);

    public ref readonly Vertex this[int index] => ref _vertices[index];

    /// <summary>Number of vertices that fit into an amount of memory, index and cache of results included.</summary>
    public static int VerticesIn(long bytes) => (int)Math.Clamp(bytes / BytesPerVertex / 2, MinCapacity, 400_000_000);

    /// <summary>Empties the store for a new diagram over so many levels.</summary>
    public void Reset(int levels, int limit)
    {
        Limit = limit;
        Count = 2;
        _vertices[0] = _vertices[1] = new Vertex(levels, -1, -1);
        (_slotMask, _memoMask) = ((MinCapacity * 2) - 1, MinCapacity - 1);
        Array.Clear(_slots, 0, _slotMask + 1);
        Array.Clear(_memo, 0, _memoMask + 1);
    }

    /// <summary>The vertex with these successors, old or new; <see cref="Failed"/> beyond the limit.</summary>
    public int Find(int level, int low, int high)
    {
        uint hash = Mix(level, low, high);
        for (uint slot = hash & (uint)_slotMask; ; slot = (slot + 1) & (uint)_slotMask)
        {
            int index = _slots[slot];
            if (index == 0)
            {
                return Insert(new Vertex(level, low, high), slot);
            }

            ref readonly Vertex v = ref _vertices[index];
            if (v.Low == low && v.High == high && v.Level == level)
            {
                return index;
            }
        }
    }

    public bool TryRecall(int operation, int a, int b, out int result)
    {
        ref readonly Remembered entry = ref _memo[Mix(operation, a, b) & (uint)_memoMask];
        result = entry.Result;
        return entry.A == a && entry.B == b && entry.Operation == operation;
    }

    /// <param name="operation">Not 0, which marks an empty entry.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand.</param>
    /// <param name="result">The result to cache.</param>
    public void Remember(int operation, int a, int b, int result) =>
        _memo[Mix(operation, a, b) & (uint)_memoMask] = new Remembered(operation, a, b, result);

    /// <summary>Keeps only what the roots reach. Writes the new indexes back into <paramref name="roots"/>.</summary>
    public void Collect(Span<int> roots)
    {
        bool[] live = new bool[Count];
        foreach (int root in roots)
        {
            if (root >= 0)
            {
                live[root] = true;
            }
        }

        for (int i = Count - 1; i >= 2; i--)
        {
            if (live[i])
            {
                live[_vertices[i].Low] = live[_vertices[i].High] = true;
            }
        }

        int[] moved = new int[Count];
        moved[1] = 1;
        int kept = 2;
        for (int i = 2; i < Count; i++)
        {
            if (live[i])
            {
                ref readonly Vertex v = ref _vertices[i];
                _vertices[kept] = new Vertex(v.Level, moved[v.Low], moved[v.High]);
                moved[i] = kept++;
            }
        }

        for (int i = 0; i < roots.Length; i++)
        {
            roots[i] = roots[i] < 0 ? roots[i] : moved[roots[i]];
        }

        Count = kept;
        Array.Clear(_memo, 0, _memoMask + 1);
        Reindex();
    }

    /// <summary>Copies what one root reaches.</summary>
    public Diagram Extract(int root, int[] variableAt)
    {
        Span<int> roots = [root];
        Collect(roots);
        return new Diagram(Vertices.ToArray(), roots[0], variableAt);
    }

    private int Insert(Vertex vertex, uint slot)
    {
        if (Count >= Limit)
        {
            return Failed;
        }

        if (Count == _vertices.Length)
        {
            Array.Resize(ref _vertices, _vertices.Length * 2);
        }

        int index = Count++;
        _vertices[index] = vertex;
        _slots[slot] = index;
        if (Count * 2L > _slotMask)
        {
            Grow();
        }

        return index;
    }

    private void Grow()
    {
        int size = (_slotMask + 1) * 2;
        _slotMask = size - 1;
        if (_slots.Length < size)
        {
            _slots = new int[size];
        }

        Reindex();
        int memo = (int)Math.Min(MaxMemo, BitOperations.RoundUpToPowerOf2((uint)Count));
        if (memo > _memoMask + 1)
        {
            Remembered[] old = _memo;
            int oldSize = _memoMask + 1;
            _memo = new Remembered[memo];
            _memoMask = memo - 1;
            for (int i = 0; i < oldSize; i++)
            {
                ref readonly Remembered entry = ref old[i];
                if (entry.Operation != 0)
                {
                    _memo[Mix(entry.Operation, entry.A, entry.B) & (uint)_memoMask] = entry;
                }
            }
        }
    }

    private void Reindex()
    {
        Array.Clear(_slots, 0, _slotMask + 1);
        for (int i = 2; i < Count; i++)
        {
            ref readonly Vertex v = ref _vertices[i];
            uint slot = Mix(v.Level, v.Low, v.High) & (uint)_slotMask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (uint)_slotMask;
            }

            _slots[slot] = i;
        }
    }

    private static uint Mix(int a, int b, int c)
    {
        ulong h = ((ulong)(uint)b << 32) | (uint)c;
        h = (h ^ ((ulong)(uint)a * 0x9E3779B97F4A7C15UL)) * 0xD6E8FEB86659FD93UL;
        h ^= h >> 32;
        h *= 0xD6E8FEB86659FD93UL;
        return (uint)(h >> 32);
    }
}
