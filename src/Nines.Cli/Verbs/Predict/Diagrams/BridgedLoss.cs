using System.Collections.Immutable;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>
/// Something that is missed only until others have taken over: "up, or its load has moved". It is drawn as one box, since as
/// two it would take up most of the picture.
/// </summary>
/// <param name="Lost">The block whose loss is bridged.</param>
/// <param name="Reactions">Down while nothing has taken over yet: the stages of the reaction, the first of them first.</param>
internal sealed record BridgedLoss(Block Lost, ImmutableArray<Component> Reactions)
{
    /// <summary>Null when the block is something else.</summary>
    public static BridgedLoss? Find(Block block)
    {
        if (block is not RedundantBlock { Needed: 1, Children: [var lost, var bridge] })
        {
            return null;
        }

        ImmutableArray<Component> reactions = [.. SharedComponents.Below(bridge)];
        return !reactions.IsEmpty && reactions.All(component => component.Reaction is not null) ? new BridgedLoss(lost, reactions) : null;
    }

    /// <summary>True when pods move, false when a load does.</summary>
    public bool ArePods => Reactions[0].Reaction!.Kind == ReactionKind.Rescheduling;

    /// <summary>The component of a box: of a bridged loss, or of a leaf; null for anything else.</summary>
    public static Component? Subject(Block block) => (Find(block)?.Lost ?? block) is ComponentBlock leaf ? leaf.Component : null;
}
