using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Blocks that are drawn beside each other: one alone, or all that one failure domain holds.</summary>
/// <param name="Domain">The frame around them; null for a block that stands alone.</param>
/// <param name="Blocks">At least one.</param>
/// <param name="Look">Equal for groups that look alike.</param>
/// <param name="Hottest">The largest share of downtime of any component in it.</param>
internal sealed record Sibling(FailureDomain? Domain, ImmutableArray<Block> Blocks, string Look, double Hottest);

/// <summary>Gathers siblings by failure domain.</summary>
internal static class Siblings
{
    /// <summary>
    /// Blocks in the same domain directly inside <paramref name="within"/> share one frame. The order of a series or of
    /// a stack has no meaning, so this may reorder: a domain's blocks stand where the first of them stood.
    /// </summary>
    public static ImmutableArray<Sibling> Group(ImmutableArray<Block> blocks, FailureDomain? within, BlockFacts facts)
    {
        List<(FailureDomain? Domain, List<Block> Blocks)> groups = [];
        Dictionary<string, List<Block>> framed = new(StringComparer.Ordinal);
        foreach (Block block in blocks)
        {
            FailureDomain? domain = Inner(facts.Get(block).Domain, within);
            if (domain is not null && framed.TryGetValue(domain.Id, out List<Block>? known))
            {
                known.Add(block);
                continue;
            }

            List<Block> group = [block];
            groups.Add((domain, group));
            if (domain is not null)
            {
                framed.Add(domain.Id, group);
            }
        }

        return
        [
            .. groups.Select(group => new Sibling(
                group.Blocks is [var only] && IsItself(only, group.Domain) ? null : group.Domain,
                [.. group.Blocks],
                Look(group.Domain, group.Blocks, facts),
                group.Blocks.Max(block => facts.Get(block).Hottest))),
        ];
    }

    /// <summary>The domain just inside <paramref name="within"/> on the way to <paramref name="domain"/>; null when there is none.</summary>
    public static FailureDomain? Inner(FailureDomain? domain, FailureDomain? within)
    {
        FailureDomain? inner = null;
        for (FailureDomain? step = domain; step is not null; step = step.Parent)
        {
            // The root domain has no information and gets no frame.
            if (step.Id == within?.Id || (within is null && step.Kind == DomainKind.Global))
            {
                return inner;
            }

            inner = step;
        }

        return within is null ? inner : null;
    }

    /// <summary>A box that stands for the domain as such: a frame of the same name around it would say it twice.</summary>
    private static bool IsItself(Block block, FailureDomain? domain) =>
        BridgedLoss.Subject(block) is { Kind: ComponentKind.Domain or ComponentKind.Node or ComponentKind.Pod } subject && subject.Domain?.Id == domain?.Id;

    private static string Look(FailureDomain? domain, List<Block> blocks, BlockFacts facts) =>
        $"{domain?.Kind} {string.Join(' ', blocks.Select(block => facts.Get(block).Shape).Order())}";
}
