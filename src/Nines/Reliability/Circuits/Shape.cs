using Nines.Reliability.Structure;

namespace Nines.Reliability.Circuits;

/// <summary>
/// A module's own logic with its variables numbered 0, 1, ... in written order: what is left when names and numbers are taken
/// away. Equal modules share one shape, and it is solved once. Local nodes are the variables, then the gates, arguments first.
/// </summary>
internal sealed class Shape
{
    private readonly int[] _key;
    private readonly int[] _gateAt; // offset of each gate's kind in the key

    public Shape(int[] key, int index)
    {
        _key = key;
        Index = index;
        List<int> at = [];
        for (int i = 3; i < key.Length; i += 3 + key[i + 2])
        {
            at.Add(i);
        }

        _gateAt = [.. at];
        IsNaturallyCoherent = (Root & 1) == 0;
        for (int gate = 0; gate < GateCount; gate++)
        {
            IsNaturallyCoherent &= Kind(gate) != NodeKind.Xor;
            foreach (int literal in Arguments(gate))
            {
                IsNaturallyCoherent &= (literal & 1) == 0;
            }
        }
    }

    /// <summary>Position among the shapes of one solve.</summary>
    public int Index { get; }

    public ReadOnlySpan<int> Key => _key;

    public int VariableCount => _key[0];

    /// <summary>The root as a local literal; -2 and -1 are the constants false and true.</summary>
    public int Root => _key[1];

    public int GateCount => _gateAt.Length;

    /// <summary>True when no complement and no exclusive or is left: more failures never help.</summary>
    public bool IsNaturallyCoherent { get; }

    public NodeKind Kind(int gate) => (NodeKind)_key[_gateAt[gate]];

    public int Threshold(int gate) => _key[_gateAt[gate] + 1];

    /// <summary>Local literals: 2 x local node, plus 1 when complemented; gates follow the variables.</summary>
    public ReadOnlySpan<int> Arguments(int gate) => _key.AsSpan(_gateAt[gate] + 3, _key[_gateAt[gate] + 2]);

    public bool IsGate(int localNode) => localNode >= VariableCount;

    public ReadOnlySpan<int> ArgumentsOfNode(int localNode) => IsGate(localNode) ? Arguments(localNode - VariableCount) : [];
}
