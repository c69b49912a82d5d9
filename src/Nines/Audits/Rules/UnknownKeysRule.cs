using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Topology keys that no node has.</summary>
internal sealed class UnknownKeysRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE303", Severity.Warning, "A rule names a label that nodes do not have",
        "A hard constraint keeps pods off every node without the label; a soft one does nothing.",
        "Label the nodes (nines label writes update and fault domains), or correct topologyKey.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Snapshot.Nodes.IsEmpty)
        {
            yield break;
        }

        var known = new HashSet<string>(context.Snapshot.Nodes.SelectMany(node => node.Labels.Keys), StringComparer.Ordinal);
        string[]? sorted = null;
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (!Scope.IsWanted(audit.Workload) || audit.Workload.AnyTemplate is not { } template)
            {
                continue;
            }

            foreach ((string key, (string rule, bool isHard)) in Keys(template).Where(key => !known.Contains(key.Key)).DistinctBy(key => key.Key))
            {
                sorted ??= [.. known.Order(StringComparer.Ordinal)];
                string? near = Spelling.Nearest(key, sorted);
                string effect = isHard ? "no node can take its pods" : "the rule does nothing";
                yield return Finding.Create(Kind, audit.Workload.Name,
                    $"Its {rule} names the label {key}, which none of {FindingPhrases.Count(context.Snapshot.Nodes.Length, "node")} has: {effect}.", key) with
                {
                    Fix = near is not null ? $"Did you mean {near}?"
                        : key is NinesKeys.UpdateDomainLabel or NinesKeys.FaultDomainLabel ? "Write the label to the nodes with nines label."
                        : "",
                };
            }
        }
    }

    /// <summary>Hard rules first, so that a key is reported by the worst of its rules.</summary>
    private static IEnumerable<KeyValuePair<string, (string Rule, bool IsHard)>> Keys(PodTemplate template)
    {
        PodAffinity affinity = template.PodAffinity;
        ImmutableArray<SpreadConstraint> spread = template.Spread.IsDefault ? [] : template.Spread;
        return spread.Where(constraint => constraint.IsHard).Select(constraint => Key(constraint.TopologyKey, "hard spread constraint", isHard: true))
            .Concat(affinity.Required.Select(term => Key(term.TopologyKey, "pod affinity", isHard: true)))
            .Concat(affinity.RequiredAnti.Select(term => Key(term.TopologyKey, "anti-affinity rule", isHard: false)))
            .Concat(spread.Where(constraint => !constraint.IsHard).Select(constraint => Key(constraint.TopologyKey, "soft spread constraint", isHard: false)))
            .Concat(affinity.Preferred.Select(term => Key(term.Term.TopologyKey, "preferred pod affinity", isHard: false)))
            .Concat(affinity.PreferredAnti.Select(term => Key(term.Term.TopologyKey, "preferred anti-affinity rule", isHard: false)));
    }

    private static KeyValuePair<string, (string Rule, bool IsHard)> Key(string key, string rule, bool isHard) => new(key, (rule, isHard));
}
