using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nines.Reliability.Dependence;
using Nines.Reliability.Structure;

namespace Nines.Reliability.OpenPsa;

/// <summary>
/// Builds the structure function of one top event after the other, each with its own events only. Gates must be free of cycles.
/// </summary>
internal sealed class TopBuilder(MefModel model, OpenPsaLimits limits, OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
{
    private readonly int[] _builtFor = new int[model.Gates.Count];
    private readonly NodeRef[] _nodes = new NodeRef[model.Gates.Count];
    private readonly List<NodeRef> _values = [];
    private int _top;
    private long _nodesLeft = limits.MaxNodes;

    /// <returns>The top event; null when the limit on nodes is passed, which has then been reported.</returns>
    public OpenPsaTop? Build(MefEvent top)
    {
        _top++;
        var builder = new StructureFunctionBuilder();
        var groups = new Dictionary<CommonCauseGroup, ImmutableArray<NodeRef>>();
        var labels = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var open = new Stack<(MefEvent Gate, int NextStep)>();
        open.Push((top, 0));
        while (open.TryPop(out (MefEvent Gate, int NextStep) frame))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (MefEvent gate, int next) = frame;
            if (_builtFor[gate.GateIndex] == _top)
            {
                continue;
            }

            // Events are named as a reader meets them, depth first as written: solvers take that order as a hint.
            while (next < gate.Formula.Length && !NeedsBuilding(gate.Formula[next].Target))
            {
                Name(gate.Formula[next].Target, builder, groups, labels);
                next++;
            }

            if (next < gate.Formula.Length)
            {
                open.Push((gate, next + 1));
                open.Push((gate.Formula[next].Target!, 0));
                continue;
            }

            _nodesLeft -= gate.Formula.Length;
            if (_nodesLeft < 0)
            {
                diagnostics.Error(
                    top.Element, $"The top events up to '{top.FullName}' have more than {limits.MaxNodes:N0} nodes together.");
                return null;
            }

            _nodes[gate.GateIndex] = Run(gate.Formula, builder, groups);
            _builtFor[gate.GateIndex] = _top;
        }

        return new OpenPsaTop(
            top.FullName,
            top.Element.Label,
            top.Scope.FaultTree,
            OpenPsaDiagnostics.PositionOf(top.Element),
            builder.Build(_nodes[top.GateIndex]),
            labels.ToImmutable());
    }

    private bool NeedsBuilding(MefEvent? target) => target is { Kind: MefEventKind.Gate } && _builtFor[target.GateIndex] != _top;

    /// <summary>Adds a basic event, or the events of its group, when it is new.</summary>
    private void Name(
        MefEvent? target,
        StructureFunctionBuilder builder,
        Dictionary<CommonCauseGroup, ImmutableArray<NodeRef>> groups,
        ImmutableDictionary<string, string>.Builder labels)
    {
        if (target is not { Kind: MefEventKind.BasicEvent })
        {
            return;
        }

        if (target.Element.Label is { } label)
        {
            labels[target.FullName] = label;
        }

        if (target.Group is null)
        {
            builder.Event(target.FullName, target.Probability!.Value);
        }
        else if (!groups.ContainsKey(target.Group))
        {
            groups.Add(target.Group, target.Group.AddTo(builder));
            _nodesLeft -= target.Group.Events().Length;
        }
    }

    private NodeRef Run(
        ImmutableArray<FormulaStep> formula,
        StructureFunctionBuilder builder,
        Dictionary<CommonCauseGroup, ImmutableArray<NodeRef>> groups)
    {
        _values.Clear();
        foreach (FormulaStep step in formula)
        {
            ReadOnlySpan<NodeRef> arguments = CollectionsMarshal.AsSpan(_values)[^step.Arguments..];
            NodeRef result = step.Operation switch
            {
                FormulaOperation.Reference => Leaf(step.Target!, builder, groups),
                FormulaOperation.Constant => builder.House(step.Min == 1),
                FormulaOperation.And => builder.And(arguments),
                FormulaOperation.Or => builder.Or(arguments),
                FormulaOperation.Not => builder.Not(arguments[0]),
                FormulaOperation.Xor => builder.Xor(arguments),
                FormulaOperation.Iff => Iff(builder, arguments),
                FormulaOperation.Nand => builder.Not(builder.And(arguments)),
                FormulaOperation.Nor => builder.Not(builder.Or(arguments)),
                FormulaOperation.AtLeast => builder.AtLeast(step.Min, arguments),
                FormulaOperation.Imply => builder.Or(builder.Not(arguments[0]), arguments[1]),
                _ => builder.And(builder.AtLeast(step.Min, arguments), builder.Not(builder.AtLeast(step.Max + 1, arguments))),
            };
            _values.RemoveRange(_values.Count - step.Arguments, step.Arguments);
            _values.Add(result);
        }

        return _values[0];
    }

    /// <summary>Associative: each argument beyond the first complements the parity once.</summary>
    private static NodeRef Iff(StructureFunctionBuilder builder, ReadOnlySpan<NodeRef> arguments)
    {
        NodeRef parity = builder.Xor(arguments);
        return arguments.Length % 2 == 0 ? builder.Not(parity) : parity;
    }

    private NodeRef Leaf(
        MefEvent target, StructureFunctionBuilder builder, Dictionary<CommonCauseGroup, ImmutableArray<NodeRef>> groups) => target switch
        {
            { Kind: MefEventKind.Gate } => _nodes[target.GateIndex],
            { Kind: MefEventKind.HouseEvent } => builder.House(target.Happens),
            { Group: { } group } => groups[group][target.GroupMember],
            _ => builder.Event(target.FullName, target.Probability!.Value),
        };
}
