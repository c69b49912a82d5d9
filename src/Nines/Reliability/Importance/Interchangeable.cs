using Nines.Reliability.Circuits;

namespace Nines.Reliability.Importance;

/// <summary>
/// Finds variables that can stand in for each other: equal numbers, and swapping the two maps the shape onto itself. Whatever
/// holds for one holds for the other, so that fifty equal nodes of a zone are worked out once.
/// </summary>
internal sealed class Interchangeable
{
    private const long MaxWork = 20_000_000;
    private const int MaxKinds = 8;

    private readonly Shape _shape;
    private readonly SequenceTable _gates = new();
    private readonly int[] _image;

    private Interchangeable(Shape shape)
    {
        _shape = shape;
        _image = new int[shape.VariableCount + shape.GateCount];
        for (int i = 0; i < _image.Length; i++)
        {
            _image[i] = i;
        }

        for (int gate = 0; gate < shape.GateCount; gate++)
        {
            _gates.NumberOf(Key(gate), out _);
        }
    }

    /// <summary>Per variable: the first one that it can be swapped with, or itself.</summary>
    public static int[] Representatives(Shape shape, double[] p, double[] q)
    {
        int[] first = [.. Enumerable.Range(0, p.Length)];
        long size = shape.Key.Length;
        if (shape.Root < 0 || size * p.Length * 2 > MaxWork)
        {
            return first;
        }

        Interchangeable swaps = new(shape);
        Dictionary<(double, double), List<int>> kinds = [];
        for (int i = 0; i < first.Length; i++)
        {
            if (!kinds.TryGetValue((p[i], q[i]), out List<int>? known))
            {
                kinds.Add((p[i], q[i]), known = []);
            }

            int same = known.FindIndex(k => swaps.MapsOntoItself(k, i));
            if (same >= 0)
            {
                first[i] = known[same];
            }
            else if (known.Count < MaxKinds)
            {
                known.Add(i);
            }
        }

        return first;
    }

    private bool MapsOntoItself(int a, int b)
    {
        (_image[a], _image[b]) = (b, a);
        bool holds = true;
        int done = 0;
        for (; done < _shape.GateCount && holds; done++)
        {
            int node = _shape.VariableCount + done;
            _image[node] = node;
            if (IsMoved(done))
            {
                int number = _gates.NumberOf(Key(done), out bool isNew);
                holds = !isNew && number < _shape.GateCount;
                _image[node] = _shape.VariableCount + number;
            }
        }

        holds &= _image[_shape.Root >> 1] == _shape.Root >> 1;
        (_image[a], _image[b]) = (a, b);
        for (int gate = 0; gate < done; gate++)
        {
            _image[_shape.VariableCount + gate] = _shape.VariableCount + gate;
        }

        return holds;
    }

    private bool IsMoved(int gate)
    {
        foreach (int literal in _shape.Arguments(gate))
        {
            if (_image[literal >> 1] != literal >> 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A gate as its image: kind, threshold, arguments in order of number.</summary>
    private long[] Key(int gate)
    {
        ReadOnlySpan<int> arguments = _shape.Arguments(gate);
        long[] key = new long[arguments.Length + 2];
        for (int i = 0; i < arguments.Length; i++)
        {
            key[i + 2] = ((long)_image[arguments[i] >> 1] << 1) | (uint)(arguments[i] & 1);
        }

        Array.Sort(key, 2, arguments.Length);
        (key[0], key[1]) = ((int)_shape.Kind(gate), _shape.Threshold(gate));
        return key;
    }
}
