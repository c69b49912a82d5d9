using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Scheduling;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Workloads that no second node can take: by the name of a node, or because only one has what they ask for.</summary>
internal sealed class OneNodeOnlyRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE609", Severity.Warning, "The pods can run on one node only",
        "A node name, a node selector, an affinity rule or the taints of the other nodes leave one node: when it is lost, the pods have nowhere to run.",
        "Select nodes by their properties, not by their name.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        ImmutableArray<Node> nodes = context.Snapshot.Nodes;
        foreach (Workload workload in nodes.Length < 2 ? [] : context.Workloads.Select(audit => audit.Workload))
        {
            if (!Scope.IsWanted(workload) || Scope.IsPlatform(workload) || workload.AnyTemplate is not { } template)
            {
                continue;
            }

            NodeAffinity affinity = template.NodeAffinity;
            string? named = (workload.Template is null ? null : template.NodeName) ?? Named(affinity);
            if (named is not null)
            {
                yield return Finding.Create(Kind, workload.Name, $"Its pods can run on node {named} only (spec.nodeName).");
                continue;
            }

            FeasibleNodes fit = context.Facts.Feasibility.Nodes(template);
            if (fit.Lasting == 1)
            {
                // A pool may be small on purpose, and grow: that is the cluster's gap as much as the workload's.
                string only = nodes[Array.IndexOf(fit.IsLasting, true)].Name;
                string why = affinity.Selector.IsDefaultOrEmpty && affinity.Required is null ? "the taints of the others exclude them" : "no other has the labels that they require";
                yield return Finding.Create(Kind, workload.Name,
                    $"Of {nodes.Length} nodes its pods can run on {only} only: {why}.") with
                {
                    Severity = Severity.Note,
                    Fix = "Add a second node of that kind, in another zone.",
                };
            }
        }
    }

    /// <summary>The one node that is named; null when none or several are.</summary>
    private static string? Named(NodeAffinity affinity)
    {
        foreach ((string key, string value) in affinity.Selector.IsDefault ? [] : affinity.Selector)
        {
            if (key == Node.HostnameLabel)
            {
                return value;
            }
        }

        string? name = null;
        foreach (NodeSelectorTerm term in affinity.Required is { IsDefaultOrEmpty: false } terms ? terms : [])
        {
            string? own = (term.Expressions.IsDefault ? [] : term.Expressions).Where(requirement => requirement.Key == Node.HostnameLabel)
                .Concat(term.Fields.IsDefault ? [] : term.Fields.Where(field => field.Key == NodeSelectorTerm.NameField))
                .Where(requirement => requirement is { Operator: LabelOperator.In, Values.Length: 1 })
                .Select(requirement => requirement.Values[0]).FirstOrDefault();
            if (own is null || (name is not null && name != own))
            {
                return null;
            }

            name = own;
        }

        return name;
    }
}
