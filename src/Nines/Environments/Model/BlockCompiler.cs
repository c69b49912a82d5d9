using System.Collections.Immutable;
using Nines.Reliability.Structure;

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
                NodeRef node = builder.Event(component.Id, component.Unavailability, component.MeanDownTime);
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
}
