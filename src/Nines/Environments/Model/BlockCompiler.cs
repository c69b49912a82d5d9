using System.Collections.Immutable;
using System.Security.Cryptography;
using Nines.Reliability.Solving;
using Nines.Reliability.Structure;
using Nines.Reliability;

namespace Nines.Environments.Model;

/// <summary>A block diagram as a structure function.</summary>
/// <param name="Function">In failure logic.</param>
/// <param name="Components">Event i of the function is the outage of Components[i].</param>
public sealed record CompiledBlock(StructureFunction Function, ImmutableArray<Component> Components);

/// <summary>Turns a block diagram (success logic) into a structure function (failure logic). Linear in the number of blocks; does not recurse.</summary>
public static class BlockCompiler
{
    public static CompiledBlock Compile(Block block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var builder = new StructureFunctionBuilder();
        var components = new List<Component>();
        var done = new Dictionary<Block, NodeRef>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Block Block, bool ChildrenDone)>([(block, false)]);
        while (pending.TryPop(out (Block Block, bool ChildrenDone) next))
        {
            if (done.ContainsKey(next.Block))
            {
                continue;
            }

            ImmutableArray<Block> children = Children(next.Block);
            if (!next.ChildrenDone && !children.IsEmpty)
            {
                pending.Push((next.Block, true));
                for (int i = children.Length - 1; i >= 0; i--)
                {
                    pending.Push((children[i], false));
                }

                continue;
            }

            done.Add(next.Block, Node(next.Block, builder, components, done));
        }

        AddReactions(builder, done);
        return new CompiledBlock(builder.Build(done[block]), [.. components]);
    }

    /// <summary>The blocks directly below one.</summary>
    public static ImmutableArray<Block> Children(Block block) => block switch
    {
        SeriesBlock series => series.Children,
        RedundantBlock redundant => redundant.Children,
        _ => [],
    };

    private static NodeRef Node(Block block, StructureFunctionBuilder builder, List<Component> components, Dictionary<Block, NodeRef> done)
    {
        switch (block)
        {
            case ComponentBlock { Component: { Unavailability: 0 or 1 } certain }:
                return builder.House(certain.Unavailability == 1);
            case ComponentBlock { Component: var component }:
                int before = builder.Events.Count;
                NodeRef node = builder.Event(Event(component));
                if (builder.Events.Count > before)
                {
                    components.Add(component);
                }

                return node;
        }

        NodeRef[] children = [.. Children(block).Select(child => done[child])];
        return block is RedundantBlock redundant
            ? builder.AtLeast(children.Length - redundant.Needed + 1, children)
            : builder.Or(children);
    }

    private static BasicEvent Event(Component component)
    {
        var plain = new BasicEvent(component.Id, component.Unavailability, component.MeanDownTime);
        if (component.Kind == ComponentKind.Condition)
        {
            return plain with { FailuresPerHour = 0 };
        }

        return component is { Reaction: { } reaction, MeanDownTime: { } outage }
            ? plain with
            {
                FailuresPerHour = reaction is { Times: not null, After: null } ? Reaction.FailuresPerHour(reaction.Share, component.Unavailability, outage) : 0,
            }
            : plain;
    }

    private static void AddReactions(StructureFunctionBuilder builder, Dictionary<Block, NodeRef> done)
    {
        var events = new Dictionary<string, NodeRef>(StringComparer.Ordinal);
        var reactions = new List<(string Id, OutageReaction Reaction)>();
        foreach ((Block block, NodeRef node) in done)
        {
            if (block is ComponentBlock { Component: { Unavailability: > 0 and < 1, Reaction: { } reaction } component }
                && done.ContainsKey(reaction.Lost) && events.TryAdd(component.Id, node))
            {
                reactions.Add((component.Id, reaction));
            }
        }

        // A later stage is declared after the stages before it.
        foreach ((string id, OutageReaction reaction) in reactions.OrderBy(entry => entry.Reaction.After is null ? 0 : 1))
        {
            NodeRef? after = reaction.After is { } before && events.TryGetValue(before, out NodeRef node) ? node : null;
            builder.React(events[id], done[reaction.Lost], reaction.Times, reaction.Share, after);
        }
    }
}

/// <summary>
/// Solves parts of a diagram while the model is built, for the mean down time that a failover bridges. Equal parts (the
/// hundredth region like the first) are solved once, and all of them together get a share of the steps.
/// </summary>
internal sealed class BlockSolver(SolverLimits limits, TimeProvider time, CancellationToken cancellation)
{
    // Assumed when a part's own mean down time is not known.
    private static readonly TimeSpan Fallback = TimeSpan.FromHours(1);

    // Outages whose mean lengths differ by less count as equally long: the probability of an unfinished failover then differs by less than a tenth of itself,
    // and in the second order only.
    private const double Alike = 1.25;

    // Beyond these, a redundant part is one part with a mean length of its own.
    private const int MaxDepth = 8;
    private const int MaxSets = 24;
    private readonly Dictionary<Block, FailureFrequency?> _frequencies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, FailureFrequency?> _byShape = new(StringComparer.Ordinal);
    private readonly SolverLimits _share = limits with { MaxSteps = limits.MaxSteps / 4, MaxTime = limits.MaxTime / 4 };
    private readonly long _start = time.GetTimestamp();
    private long _steps;

    /// <summary>Failure frequency of a block; null when a mean down time is not known or the block is too hard for the limits.</summary>
    public FailureFrequency? Frequency(Block block)
    {
        if (!_frequencies.TryGetValue(block, out FailureFrequency? known))
        {
            StructureFunction function = BlockCompiler.Compile(block).Function;
            string shape = Fingerprint(function);
            if (!_byShape.TryGetValue(shape, out known))
            {
                TimeSpan elapsed = time.GetElapsedTime(_start);
                if (_steps < _share.MaxSteps && !(elapsed >= _share.MaxTime))
                {
                    Solution solution = Solver.Solve(function, _share.Without(_steps, elapsed), time, cancellation);
                    known = solution.Frequency();
                    _steps += solution.Steps;
                }

                _byShape.Add(shape, known);
            }

            _frequencies.Add(block, known);
        }

        return known;
    }

    /// <summary>True when a block is down even while everything that may be up is.</summary>
    public static bool IsCertainlyDown(Block block)
    {
        StructureFunction function = BlockCompiler.Compile(block).Function;
        return function.Evaluate(new bool[function.Events.Length]);
    }

    /// <summary>Mean down time of a block, MDT = U / w; one hour when a component's is not known or the block never fails.</summary>
    public TimeSpan MeanDownTime(Block block) => block is ComponentBlock { Component.MeanDownTime: { } own }
        ? own
        : Frequency(block) is { MeanDownTimeHours: > 0 and < 1e6 } frequency ? TimeSpan.FromHours(frequency.MeanDownTimeHours) : Fallback;

    /// <summary>The outages that take a block down, grouped by their mean length, shortest first: each group is a block that is down during its outages.</summary>
    /// <param name="block">The block.</param>
    /// <param name="isWhole">True for a block that has to be kept as it is, since it will be replaced.</param>
    public ImmutableArray<(Block Lost, TimeSpan MeanDownTime)> OutagesByLength(Block block, Func<Block, bool> isWhole)
    {
        var groups = new List<(List<Block> Outages, TimeSpan Shortest)>();
        IEnumerable<Block> outages = CutSets(block, isWhole, 0).Select(set => Blocks.AnyOf(block.Label, set));
        foreach ((Block outage, TimeSpan length) in outages.Select(outage => (outage, MeanDownTime(outage))).OrderBy(entry => entry.Item2))
        {
            if (groups.Count == 0 || length > groups[^1].Shortest * Alike)
            {
                groups.Add(([], length));
            }

            groups[^1].Outages.Add(outage);
        }

        return groups.Count < 2
            ? [(block, MeanDownTime(block))]
            : [.. groups.Select(group => Blocks.Series(block.Label, group.Outages)).Select(lost => (lost, MeanDownTime(lost)))];
    }

    /// <summary>
    /// The smallest sets of parts that take a block down together. A region that each of several alternatives needs is a set by itself, though it
    /// is in all of them. Parts that never fail are in no set.
    /// </summary>
    private List<ImmutableArray<Block>> CutSets(Block block, Func<Block, bool> isWhole, int depth)
    {
        var pending = new Stack<Block>([block]);
        var seen = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        List<ImmutableArray<Block>> sets = [];
        while (pending.TryPop(out Block? next))
        {
            if (next is SeriesBlock series && !isWhole(series) && !IsStages(series))
            {
                foreach (Block child in series.Children.Reverse())
                {
                    pending.Push(child);
                }
            }
            else if (seen.Add(next) && (next is ComponentBlock leaf ? leaf.Component.Unavailability > 0 : Frequency(next) is not { PerHour: 0 }))
            {
                sets.AddRange(next is RedundantBlock redundant && depth < MaxDepth && Together(redundant, isWhole, depth + 1) is { } several ? several : [[next]]);
            }
        }

        return sets.Count > MaxSets ? sets : Smallest(sets);
    }

    // Stages that follow each other are one outage: only the first of them begins by itself.
    private static bool IsStages(SeriesBlock series) => series.Children.Any(child => child is ComponentBlock { Component.Reaction: not null });

    /// <summary>A set of each of as many children as a redundant block cannot be without; null when there are too many.</summary>
    private List<ImmutableArray<Block>>? Together(RedundantBlock redundant, Func<Block, bool> isWhole, int depth)
    {
        int down = redundant.Children.Length - redundant.Needed + 1;
        List<ImmutableArray<Block>>[] byCount = [[[]], .. Enumerable.Range(0, down).Select(_ => new List<ImmutableArray<Block>>())];
        foreach (Block child in redundant.Children)
        {
            List<ImmutableArray<Block>> own = CutSets(child, isWhole, depth);
            for (int count = down; count > 0; count--)
            {
                if (own.Count * byCount[count - 1].Count > MaxSets * MaxSets)
                {
                    return null;
                }

                byCount[count] = Smallest([.. byCount[count], .. byCount[count - 1].SelectMany(known => own.Select(set => known.AddRange(set.Except<Block>(known, ReferenceEqualityComparer.Instance))))]);
                if (byCount[count].Count > MaxSets)
                {
                    return null;
                }
            }
        }

        return byCount[down];
    }

    private static List<ImmutableArray<Block>> Smallest(List<ImmutableArray<Block>> sets)
    {
        List<ImmutableArray<Block>> smallest = [];
        foreach (ImmutableArray<Block> set in sets.OrderBy(set => set.Length))
        {
            if (!smallest.Any(smaller => smaller.All(part => set.Contains<Block>(part, ReferenceEqualityComparer.Instance))))
            {
                smallest.Add(set);
            }
        }

        return smallest;
    }

    /// <summary>Equal for functions that differ in nothing but the names of their events.</summary>
    public static string Fingerprint(StructureFunction function)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BasicEvent basicEvent in function.Events)
        {
            hash.AppendData(BitConverter.GetBytes(basicEvent.Unavailability));
            hash.AppendData(BitConverter.GetBytes(basicEvent.MeanDownTime?.Ticks ?? -1));
            hash.AppendData(BitConverter.GetBytes(basicEvent.FailuresPerHour ?? -1));
        }

        for (int i = 0; i < function.NodeCount; i++)
        {
            var node = new NodeRef(i);
            hash.AppendData(BitConverter.GetBytes((int)function.Kind(node)));
            hash.AppendData(BitConverter.GetBytes(function.Threshold(node)));
            hash.AppendData(BitConverter.GetBytes(function.Arguments(node).Length));
            foreach (NodeRef argument in function.Arguments(node))
            {
                hash.AppendData(BitConverter.GetBytes(argument.Index));
            }
        }

        hash.AppendData(BitConverter.GetBytes(function.Top.Index));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
