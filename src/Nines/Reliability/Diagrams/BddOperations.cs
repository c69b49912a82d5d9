namespace Nines.Reliability.Diagrams;

/// <summary>And, or, exclusive or and complement on the vertices of a store, with an explicit stack.</summary>
internal sealed class BddOperations(VertexStore store, Effort effort)
{
    public const int And = 1;
    public const int Or = 2;
    public const int Xor = 3;

    private const int PollEvery = 1 << 12;

    private Frame[] _frames = new Frame[64];
    private long _steps;

    /// <summary>The most steps all operations together may take; vertex counts alone do not show an order that thrashes.</summary>
    public long MaxSteps { get; set; } = long.MaxValue;

    /// <summary>Steps taken so far.</summary>
    public long Steps => _steps;

    /// <summary>The last of the steps, which the solve has not heard of.</summary>
    public long UncountedSteps => _steps & (PollEvery - 1);

    private record struct Frame(int A, int B, int Level, int HighA, int HighB, int Low);

    /// <summary>The vertex of a variable.</summary>
    public int Variable(int level) => store.Find(level, Diagram.Zero, Diagram.One);

    public int Not(int a) => a < 0 ? a : Apply(Xor, a, Diagram.One);

    /// <summary>Applies an operation; <see cref="VertexStore.Failed"/> when an operand failed or the limits are reached.</summary>
    public int Apply(int operation, int a, int b)
    {
        if (a < 0 || b < 0)
        {
            return VertexStore.Failed;
        }

        int depth = 0;
        while (true)
        {
            int result = Terminal(operation, a, b);
            if (result < 0)
            {
                if (a > b)
                {
                    (a, b) = (b, a);
                }

                if (!store.TryRecall(operation, a, b, out result))
                {
                    if ((++_steps & (PollEvery - 1)) == 0 && (effort.Spend(PollEvery) || _steps > MaxSteps))
                    {
                        return VertexStore.Failed;
                    }

                    Vertex va = store[a];
                    Vertex vb = store[b];
                    int level = Math.Min(va.Level, vb.Level);
                    (int lowA, int highA) = va.Level == level ? (va.Low, va.High) : (a, a);
                    (int lowB, int highB) = vb.Level == level ? (vb.Low, vb.High) : (b, b);
                    if (depth == _frames.Length)
                    {
                        Array.Resize(ref _frames, depth * 2);
                    }

                    _frames[depth++] = new Frame(a, b, level, highA, highB, -1);
                    (a, b) = (lowA, lowB);
                    continue;
                }
            }

            while (true)
            {
                if (depth == 0)
                {
                    return result;
                }

                ref Frame frame = ref _frames[depth - 1];
                if (frame.Low < 0)
                {
                    frame.Low = result;
                    (a, b) = (frame.HighA, frame.HighB);
                    break;
                }

                if (frame.Low != result)
                {
                    result = store.Find(frame.Level, frame.Low, result);
                    if (result < 0)
                    {
                        return VertexStore.Failed;
                    }
                }

                store.Remember(operation, frame.A, frame.B, result);
                depth--;
            }
        }
    }

    private static int Terminal(int operation, int a, int b)
    {
        switch (operation)
        {
            case And:
                return a == 0 || b == 0 ? 0 : a == 1 || a == b ? b : b == 1 ? a : -1;
            case Or:
                return a == 1 || b == 1 ? 1 : a == 0 || a == b ? b : b == 0 ? a : -1;
            default:
                return a == b ? 0 : a == 0 ? b : b == 0 ? a : a + b == 1 ? 1 : -1;
        }
    }
}
