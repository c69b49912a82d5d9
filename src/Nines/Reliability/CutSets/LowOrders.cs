using Nines.Reliability.Circuits;
using Nines.Reliability.Structure;

namespace Nines.Reliability.CutSets;

/// <summary>
/// The minimal cut sets of the lowest orders, found by evaluating the shape with only these variables true. Exact for a
/// monotone shape, and possible where neither its diagram nor its cut sets can be built. Sixty-four trials are one pass over the gates.
/// </summary>
internal sealed class LowOrders
{
    // Words touched; a fraction of a second.
    private const long MaxWork = 200_000_000;
    private const int MaxOrder = 3;
    private const int WordsPerStep = 32;

    private readonly Shape _shape;
    private readonly ulong[] _value;
    private readonly ulong[] _counter = new ulong[32];
    private readonly long _workPerPass;
    private readonly List<int[]> _found = [];
    private readonly HashSet<long> _pairs = [];
    private readonly bool[] _isSingle;
    private long _work;

    private LowOrders(Shape shape)
    {
        _shape = shape;
        _value = new ulong[shape.VariableCount + shape.GateCount];
        _isSingle = new bool[shape.VariableCount];
        _workPerPass = _value.Length;
        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            _workPerPass += shape.Arguments(gate).Length;
        }
    }

    /// <param name="shape">A shape without complements.</param>
    /// <param name="effort">Counts the work, which is bounded; only a cancellation stops it.</param>
    /// <returns>The sets as ascending variables, and the order up to which they are all of them.</returns>
    public static (List<int[]> Sets, int CompleteTo) Find(Shape shape, Effort effort) => new LowOrders(shape).Find(effort);

    private (List<int[]> Sets, int CompleteTo) Find(Effort effort)
    {
        int complete = 0;
        double trials = 1;
        for (int order = 1; order <= Math.Min(MaxOrder, _shape.VariableCount); order++)
        {
            trials *= (double)(_shape.VariableCount - order + 1) / order;
            if (_work + (trials / 64 * _workPerPass) > MaxWork)
            {
                break;
            }

            Try(order, effort);
            complete = order;
        }

        return (_found, complete == _shape.VariableCount ? int.MaxValue : complete);
    }

    private void Try(int order, Effort effort)
    {
        List<int[]> batch = new(64);
        foreach (int[] candidate in Candidates(order))
        {
            batch.Add(candidate);
            if (batch.Count == 64)
            {
                Evaluate(batch, effort);
            }
        }

        Evaluate(batch, effort);
        foreach (int[] set in _found)
        {
            if (set.Length == 1)
            {
                _isSingle[set[0]] = true;
            }
            else if (set.Length == 2)
            {
                _pairs.Add(Pair(set[0], set[1]));
            }
        }
    }

    /// <summary>Sets of so many variables that hold no cut set found before.</summary>
    private IEnumerable<int[]> Candidates(int order)
    {
        int n = _shape.VariableCount;
        for (int a = 0; a < n; a++)
        {
            if (order == 1)
            {
                yield return [a];
            }

            for (int b = a + 1; order > 1 && !_isSingle[a] && b < n; b++)
            {
                if (_isSingle[b])
                {
                    continue;
                }

                if (order == 2)
                {
                    yield return [a, b];
                }

                for (int c = b + 1; order > 2 && !_pairs.Contains(Pair(a, b)) && c < n; c++)
                {
                    if (!_isSingle[c] && !_pairs.Contains(Pair(a, c)) && !_pairs.Contains(Pair(b, c)))
                    {
                        yield return [a, b, c];
                    }
                }
            }
        }
    }

    private long Pair(int a, int b) => ((long)a * _shape.VariableCount) + b;

    private void Evaluate(List<int[]> batch, Effort effort)
    {
        if (batch.Count == 0)
        {
            return;
        }

        _work += _workPerPass;
        effort.Spend(1 + (_workPerPass / WordsPerStep));
        Array.Clear(_value, 0, _shape.VariableCount);
        for (int i = 0; i < batch.Count; i++)
        {
            foreach (int variable in batch[i])
            {
                _value[variable] |= 1UL << i;
            }
        }

        for (int gate = 0; gate < _shape.GateCount; gate++)
        {
            ReadOnlySpan<int> arguments = _shape.Arguments(gate);
            ulong value = _shape.Kind(gate) == NodeKind.And ? ulong.MaxValue : 0;
            switch (_shape.Kind(gate))
            {
                case NodeKind.And:
                    foreach (int literal in arguments)
                    {
                        value &= _value[literal >> 1];
                    }

                    break;
                case NodeKind.Or:
                    foreach (int literal in arguments)
                    {
                        value |= _value[literal >> 1];
                    }

                    break;
                default:
                    value = AtLeast(arguments, _shape.Threshold(gate));
                    break;
            }

            _value[_shape.VariableCount + gate] = value;
        }

        ulong top = _value[_shape.Root >> 1];
        for (int i = 0; i < batch.Count; i++)
        {
            if (((top >> i) & 1) == 1)
            {
                _found.Add(batch[i]);
            }
        }

        batch.Clear();
    }

    /// <summary>Counts in sixty-four columns at once, one word a binary digit, and compares with the threshold.</summary>
    private ulong AtLeast(ReadOnlySpan<int> arguments, int threshold)
    {
        Array.Clear(_counter);
        foreach (int literal in arguments)
        {
            ulong carry = _value[literal >> 1];
            for (int digit = 0; carry != 0; digit++)
            {
                (_counter[digit], carry) = (_counter[digit] ^ carry, _counter[digit] & carry);
            }
        }

        (ulong greater, ulong equal) = (0, ulong.MaxValue);
        for (int digit = _counter.Length - 1; digit >= 0; digit--)
        {
            ulong wanted = ((threshold >> digit) & 1) == 1 ? ulong.MaxValue : 0;
            greater |= equal & _counter[digit] & ~wanted;
            equal &= ~(_counter[digit] ^ wanted);
        }

        return greater | equal;
    }
}
