using System.Runtime.InteropServices;
using Nines.Reliability.Structure;

namespace Nines.Reliability.Circuits;

/// <summary>
/// Builds a <see cref="Circuit"/> bottom-up in normal form: constants and repeated arguments are gone, x with not-x is resolved,
/// a gate of only complemented arguments becomes the complement of its dual, and equal gates are one node. The first mention
/// decides the order of arguments, because orders of variables are read off it.
/// </summary>
internal sealed class CircuitBuilder
{
    private readonly List<NodeKind> _kinds = [NodeKind.False];
    private readonly List<int> _values = [0];
    private readonly List<int> _first = [0, 0];
    private readonly List<int> _arguments = [];
    private readonly List<int> _sorted = [];
    private readonly Dictionary<int, int> _events = [];
    private readonly Dictionary<ulong, int> _byHash = [];
    private readonly List<int> _nextSameHash = [-1];
    private readonly List<int> _scratch = [];
    private readonly List<int> _kept = [];

    public NodeKind Kind(int node) => _kinds[node];

    public ReadOnlySpan<int> Arguments(int node) => Slice(_arguments, node);

    public int Event(int index)
    {
        ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(_events, index, out bool known);
        if (!known)
        {
            node = Add(NodeKind.Event, index, [], []);
        }

        return node << 1;
    }

    /// <summary>Returns the literal of a gate over literals. Never changes the span given.</summary>
    public int Gate(NodeKind kind, int threshold, ReadOnlySpan<int> literals) => kind switch
    {
        NodeKind.And => Conjunction(literals, flip: 0),
        NodeKind.Or => Conjunction(literals, flip: 1) ^ 1,
        NodeKind.Xor => Parity(literals),
        NodeKind.AtLeast => Threshold(threshold, literals),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a gate with several arguments."),
    };

    public Circuit Build(int top) => new([.. _kinds], [.. _values], [.. _first], [.. _arguments], top);

    /// <summary>The conjunction of the literals, each complemented first when <paramref name="flip"/> is 1.</summary>
    private int Conjunction(ReadOnlySpan<int> literals, int flip)
    {
        Sort(literals, flip);
        for (int i = 0; i < _scratch.Count; i++)
        {
            int literal = _scratch[i];
            if (literal == Circuit.False || (i > 0 && _scratch[i - 1] == (literal ^ 1) && (literal >> 1) != 0))
            {
                return Circuit.False;
            }
        }

        // Sorted without repeats: constants true sit at the front.
        int kept = Unique();
        if (kept > 0 && _scratch[0] == Circuit.True)
        {
            _scratch.RemoveAt(0);
            kept--;
        }

        if (kept <= 1)
        {
            return kept == 0 ? Circuit.True : _scratch[0];
        }

        bool dual = CountNegated() == kept;
        KeepFirstMentions(literals, dual ? flip ^ 1 : flip);
        if (dual)
        {
            Flip(_scratch);
        }

        return (Cons(dual ? NodeKind.Or : NodeKind.And, 0) << 1) ^ (dual ? 1 : 0);
    }

    private int Parity(ReadOnlySpan<int> literals)
    {
        int sign = 0;
        Sort(literals, 0);
        for (int i = 0; i < _scratch.Count; i++)
        {
            sign ^= _scratch[i] & 1;
            _scratch[i] &= ~1;
        }

        _scratch.Sort();
        _kept.Clear();
        for (int i = 0; i < _scratch.Count; i++)
        {
            if (i + 1 < _scratch.Count && _scratch[i] == _scratch[i + 1])
            {
                i++;
            }
            else if (_scratch[i] != Circuit.False)
            {
                _kept.Add(_scratch[i]);
            }
        }

        _scratch.Clear();
        _scratch.AddRange(_kept);
        if (_scratch.Count <= 1)
        {
            return (_scratch.Count == 0 ? Circuit.False : _scratch[0]) ^ sign;
        }

        return (Cons(NodeKind.Xor, 0) << 1) ^ sign;
    }

    /// <summary>At least k of the literals, where a repeated one counts again.</summary>
    private int Threshold(int k, ReadOnlySpan<int> literals)
    {
        Sort(literals, 0);
        _kept.Clear();
        for (int i = 0; i < _scratch.Count; i++)
        {
            int literal = _scratch[i];
            if (literal <= Circuit.True)
            {
                k -= literal;
            }
            else if (_kept.Count > 0 && _kept[^1] == (literal ^ 1))
            {
                // One of x and not-x always happens.
                _kept.RemoveAt(_kept.Count - 1);
                k--;
            }
            else
            {
                _kept.Add(literal);
            }
        }

        int n = _kept.Count;
        if (k <= 0 || k > n)
        {
            return k <= 0 ? Circuit.True : Circuit.False;
        }

        if (k == 1 || k == n)
        {
            return Gate(k == n ? NodeKind.And : NodeKind.Or, 0, _kept.ToArray());
        }

        _scratch.Clear();
        _scratch.AddRange(_kept);
        bool dual = CountNegated() == n;
        if (dual)
        {
            Flip(_scratch);
            k = n - k + 1;
        }

        if (_kept.Count == literals.Length)
        {
            _kept.Clear();
            foreach (int literal in literals)
            {
                _kept.Add(dual ? literal ^ 1 : literal);
            }
        }
        else
        {
            _kept.Clear();
            _kept.AddRange(_scratch);
        }

        return (Cons(NodeKind.AtLeast, k) << 1) ^ (dual ? 1 : 0);
    }

    private void Sort(ReadOnlySpan<int> literals, int flip)
    {
        _scratch.Clear();
        foreach (int literal in literals)
        {
            _scratch.Add(literal ^ flip);
        }

        _scratch.Sort();
    }

    private int Unique()
    {
        int kept = 0;
        for (int i = 0; i < _scratch.Count; i++)
        {
            if (kept == 0 || _scratch[kept - 1] != _scratch[i])
            {
                _scratch[kept++] = _scratch[i];
            }
        }

        _scratch.RemoveRange(kept, _scratch.Count - kept);
        return kept;
    }

    private int CountNegated()
    {
        int negated = 0;
        foreach (int literal in _scratch)
        {
            negated += literal & 1;
        }

        return negated;
    }

    private static void Flip(List<int> literals)
    {
        for (int i = 0; i < literals.Count; i++)
        {
            literals[i] ^= 1;
        }

        literals.Sort();
    }

    private void KeepFirstMentions(ReadOnlySpan<int> literals, int flip)
    {
        _kept.Clear();
        if (_scratch.Count == literals.Length)
        {
            foreach (int literal in literals)
            {
                _kept.Add(literal ^ flip);
            }

            return;
        }

        HashSet<int> seen = new(literals.Length);
        foreach (int literal in literals)
        {
            if (literal > Circuit.True && seen.Add(literal))
            {
                _kept.Add(literal ^ flip);
            }
        }
    }

    /// <summary>Finds or adds the gate whose sorted arguments are in the scratch list and ordered ones in the kept list.</summary>
    private int Cons(NodeKind kind, int value)
    {
        ulong hash = ((ulong)kind * 0x9E3779B97F4A7C15UL) ^ ((ulong)(uint)value << 32);
        foreach (int literal in _scratch)
        {
            hash = (hash ^ (uint)literal) * 0xFF51AFD7ED558CCDUL;
            hash ^= hash >> 29;
        }

        ReadOnlySpan<int> sorted = CollectionsMarshal.AsSpan(_scratch);
        ref int head = ref CollectionsMarshal.GetValueRefOrAddDefault(_byHash, hash, out bool known);
        int next = known ? head : -1;
        for (int node = next; node >= 0; node = _nextSameHash[node])
        {
            if (_kinds[node] == kind && _values[node] == value && Slice(_sorted, node).SequenceEqual(sorted))
            {
                return node;
            }
        }

        head = Add(kind, value, CollectionsMarshal.AsSpan(_kept), sorted);
        _nextSameHash[head] = next;
        return head;
    }

    private ReadOnlySpan<int> Slice(List<int> list, int node) =>
        CollectionsMarshal.AsSpan(list)[_first[node].._first[node + 1]];

    private int Add(NodeKind kind, int value, ReadOnlySpan<int> arguments, ReadOnlySpan<int> sorted)
    {
        _kinds.Add(kind);
        _values.Add(value);
        _arguments.AddRange(arguments);
        _sorted.AddRange(sorted);
        _first.Add(_arguments.Count);
        _nextSameHash.Add(-1);
        return _kinds.Count - 1;
    }
}
