using System.Collections.Immutable;
using Nines.Design.Model;
using Nines.Domains;

namespace Nines.Cli.Output.Diagrams;

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
    /// What stands in the same domain just inside <paramref name="within"/> goes into one frame. The order of a series or of
    /// a stack has no meaning, so this may reorder: first what no narrower domain holds, then each domain as it first appears.
    /// </summary>
    public static ImmutableArray<Sibling> Group(ImmutableArray<Block> blocks, FailureDomain? within, BlockFacts facts)
    {
        List<Sibling> alone = [];
        Dictionary<string, (FailureDomain Domain, List<Block> Blocks)> framed = new(StringComparer.Ordinal);
        List<string> order = [];
        foreach (Block block in blocks)
        {
            if (Inner(facts.Of(block).Domain, within) is not { } domain)
            {
                alone.Add(new Sibling(null, [block], $"{facts.Of(block).Shape}", facts.Of(block).Hottest));
                continue;
            }

            if (!framed.TryGetValue(domain.Id, out (FailureDomain Domain, List<Block> Blocks) group))
            {
                group = (domain, []);
                framed.Add(domain.Id, group);
                order.Add(domain.Id);
            }

            group.Blocks.Add(block);
        }

        return
        [
            .. alone,
            .. order.Select(id => framed[id]).Select(group => new Sibling(
                group.Domain, [.. group.Blocks], Look(group.Domain, group.Blocks, facts), group.Blocks.Max(block => facts.Of(block).Hottest))),
        ];
    }

    /// <summary>The domain just inside <paramref name="within"/> on the way to <paramref name="domain"/>; null when there is none.</summary>
    public static FailureDomain? Inner(FailureDomain? domain, FailureDomain? within)
    {
        FailureDomain? inner = null;
        for (FailureDomain? step = domain; step is not null; step = step.Parent)
        {
            if (step.Id == within?.Id)
            {
                return inner;
            }

            inner = step;
        }

        // Not within it: the global root itself gets no frame.
        return within is null && inner is not { Kind: DomainKind.Global } ? inner : null;
    }

    private static string Look(FailureDomain domain, List<Block> blocks, BlockFacts facts) =>
        $"{domain.Kind} {string.Join(' ', blocks.Select(block => facts.Of(block).Shape).Order())}";
}
