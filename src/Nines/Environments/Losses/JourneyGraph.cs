using System.Collections.Immutable;
using Nines.Environments.Model;

namespace Nines.Environments.Losses;

/// <summary>
/// The diagram of one journey in an order in which every block comes after the blocks below it, with the blocks that its reactions answer.
/// Unlike a compiled diagram it has every component, also those that never fail.
/// </summary>
internal sealed class JourneyGraph
{
    private readonly ImmutableArray<Block> _blocks;
    private readonly int[][] _children;
    private readonly int[] _needed;
    private readonly int _top;
    private readonly Dictionary<string, int> _leaves = new(StringComparer.Ordinal);
    private readonly List<(int Leaf, OutageReaction Reaction, int Lost)> _reactions = [];
    private readonly List<int> _unstatedZones = [];

    public JourneyGraph(string name, Block top)
    {
        Name = name;
        var index = new Dictionary<Block, int>(ReferenceEqualityComparer.Instance);
        _blocks = [.. InOrder(top, index)];
        _top = index[top];
        _children = new int[_blocks.Length][];
        _needed = new int[_blocks.Length];
        foreach ((int i, Block block) in _blocks.Index())
        {
            _children[i] = [.. BlockCompiler.Children(block).Select(child => index[child])];
            _needed[i] = block is RedundantBlock redundant ? redundant.Needed : _children[i].Length;
            switch (block)
            {
                case ComponentBlock { Component: var component }:
                    _leaves.TryAdd(component.Id, i);
                    if (component.Reaction is { } reaction)
                    {
                        _reactions.Add((i, reaction, index[reaction.Lost]));
                    }

                    break;
                case SeriesBlock { UnstatedZoneOf: not null }:
                    _unstatedZones.Add(i);
                    break;
            }
        }
    }

    /// <summary>Name of the journey.</summary>
    public string Name { get; }

    /// <summary>Blocks of the diagram, which one evaluation visits.</summary>
    public int Size => _blocks.Length;

    public bool Contains(string component) => _leaves.ContainsKey(component);

    /// <summary>The state right after the loss of a component, before any reaction has ended.</summary>
    /// <param name="lost">The component.</param>
    /// <param name="zone">Id of the region of a lost zone, for resources in it whose zone is not stated; null for other losses.</param>
    public LossState Lose(string lost, string? zone)
    {
        bool[] forced = new bool[_blocks.Length];
        var unstated = ImmutableArray.CreateBuilder<string>();
        if (_leaves.TryGetValue(lost, out int leaf))
        {
            forced[leaf] = true;
        }

        foreach (int block in _unstatedZones.Where(block => zone is not null && ZoneOf(block)?.Parent?.Id == zone))
        {
            forced[block] = true;
            unstated.Add(((SeriesBlock)_blocks[block]).UnstatedZoneOf!);
        }

        bool[] settled = Evaluate(forced);

        // A reaction can be part of what another one answers, so that one outage starts both.
        bool[] down = settled;
        var started = new HashSet<int>();
        for (bool isNew = true; isNew;)
        {
            isNew = false;
            foreach ((int reaction, OutageReaction _, int answered) in _reactions)
            {
                isNew |= down[answered] && started.Add(reaction);
            }

            if (isNew)
            {
                down = Evaluate(forced, started);
            }
        }

        return new LossState(this, forced, started, down, settled[_top], unstated.ToImmutable());
    }

    private Domains.FailureDomain? ZoneOf(int block) => _children[block] is [var child, ..] && _blocks[child] is ComponentBlock leaf ? leaf.Component.Domain : null;

    private bool[] Evaluate(bool[] forced, HashSet<int>? alsoDown = null)
    {
        bool[] down = new bool[_blocks.Length];
        for (int i = 0; i < down.Length; i++)
        {
            int up = 0;
            foreach (int child in _children[i])
            {
                up += down[child] ? 0 : 1;
            }

            down[i] = forced[i] || up < _needed[i] || alsoDown?.Contains(i) == true;
        }

        return down;
    }

    private static List<Block> InOrder(Block top, Dictionary<Block, int> index)
    {
        var order = new List<Block>();
        var pending = new Stack<(Block Block, bool ChildrenDone)>([(top, false)]);
        while (pending.TryPop(out (Block Block, bool ChildrenDone) next))
        {
            if (index.ContainsKey(next.Block))
            {
                continue;
            }

            if (next.ChildrenDone)
            {
                index.Add(next.Block, order.Count);
                order.Add(next.Block);
                continue;
            }

            pending.Push((next.Block, true));
            if (next.Block is ComponentBlock { Component.Reaction.Lost: { } lost })
            {
                pending.Push((lost, false));
            }

            foreach (Block child in BlockCompiler.Children(next.Block))
            {
                pending.Push((child, false));
            }
        }

        return order;
    }

    /// <summary>State of a journey right after a loss.</summary>
    internal sealed class LossState(
        JourneyGraph graph, bool[] forced, HashSet<int> started, bool[] down, bool lastsUntilRepair, ImmutableArray<string> unstatedZones)
    {
        /// <summary>True when the journey stops, for a part of its requests at least.</summary>
        public bool Stops => down[graph._top];

        /// <summary>True when the journey is down even after all reactions.</summary>
        public bool LastsUntilRepair => lastsUntilRepair;

        public ImmutableArray<string> UnstatedZones => unstatedZones;

        /// <summary>The share of requests that fail until the reactions have ended: the shares of the failovers that move a part of the load add up.</summary>
        public double Share()
        {
            (int Leaf, string Name, double Share)[] partial =
            [
                .. graph._reactions.Where(entry => started.Contains(entry.Leaf) && entry.Reaction.Share < 1)
                    .Select(entry => (entry.Leaf, entry.Reaction.Name ?? "", entry.Reaction.Share)),
            ];
            HashSet<int> complete = [.. started.Except(partial.Select(entry => entry.Leaf))];
            if (partial.Length == 0 || graph.Evaluate(forced, complete)[graph._top])
            {
                return 1;
            }

            double sum = partial.GroupBy(entry => entry.Name)
                .Where(failover => graph.Evaluate(forced, complete.Concat(failover.Select(entry => entry.Leaf)).ToHashSet())[graph._top])
                .Sum(failover => failover.Max(entry => entry.Share));
            return sum > 0 ? Math.Min(1, sum) : partial.Min(entry => entry.Share);
        }

        /// <summary>The time at which the journey is up again, as an expression of the times of the reactions.</summary>
        public TimeExpression UpAgain()
        {
            var builder = new TimeExpressionBuilder(id => graph._leaves.TryGetValue(id, out int leaf) ? ((ComponentBlock)graph._blocks[leaf]).Component : null);
            int[] terms = new int[graph._blocks.Length];
            for (int i = 0; i < terms.Length; i++)
            {
                terms[i] = !down[i] ? TimeExpressionBuilder.Now
                    : forced[i] ? TimeExpressionBuilder.Never
                    : graph._blocks[i] is ComponentBlock leaf ? builder.ReactionOf(leaf.Component)
                    : builder.AtLeast(graph._needed[i], [.. graph._children[i].Select(child => terms[child])]);
            }

            return builder.Build(terms[graph._top]);
        }
    }
}
