using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>
/// Something that is missed only until others have taken over: "up, or its load has moved". It is drawn as one box, since as
/// two it would take up most of the picture.
/// </summary>
/// <param name="Lost">The block whose loss is bridged.</param>
/// <param name="Failover">Down while nothing has taken over yet.</param>
internal sealed record BridgedLoss(Block Lost, Component Failover)
{
    /// <summary>Null when the block is something else.</summary>
    public static BridgedLoss? Find(Block block) =>
        block is RedundantBlock { Needed: 1, Children: [var lost, ComponentBlock { Component: { Kind: ComponentKind.Failover } failover }] }
            ? new BridgedLoss(lost, failover)
            : null;

    /// <summary>The component of a box: of a bridged loss, or of a leaf; null for anything else.</summary>
    public static Component? Subject(Block block) => (Find(block)?.Lost ?? block) is ComponentBlock leaf ? leaf.Component : null;
}
