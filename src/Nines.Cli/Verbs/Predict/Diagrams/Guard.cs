using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>
/// Something that is missed only until others have taken over: "up, or its load has moved". It is drawn as one box, since as
/// two it would take up most of the picture.
/// </summary>
/// <param name="Lost">What is lost.</param>
/// <param name="Failover">Down while nothing has taken over yet.</param>
internal sealed record Guard(Block Lost, Component Failover)
{
    /// <summary>Null when the block is something else.</summary>
    public static Guard? Of(Block block) =>
        block is RedundantBlock { Needed: 1, Children: [var lost, ComponentBlock { Component: { Kind: ComponentKind.Failover } failover }] }
            ? new Guard(lost, failover)
            : null;

    /// <summary>What the box stands for when it is one thing: a guarded component, or a component as such; null for anything else.</summary>
    public static Component? Subject(Block block) => (Of(block)?.Lost ?? block) is ComponentBlock leaf ? leaf.Component : null;
}
