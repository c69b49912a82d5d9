using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Workloads of two pods or more that could be spread over domains, and ask for it nowhere. Domains without a label that the scheduler
/// can use are a gap of the cluster, and reported elsewhere.
/// </summary>
internal sealed class NotSpreadRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE301", Severity.Warning, "The scheduler is not asked to spread over this kind of failure domain",
        "The pods may be spread today, but after the next rollout, drain or failure they may all be in one domain.",
        "Add a topology spread constraint over the domain's label.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        DomainLevel[] levels =
        [
            .. context.Domains.Levels.Where(level => level.SpreadLabel is not null && context.Domains.Of(level).Length > 1
                && level.Kind is DomainKind.Zone or DomainKind.FaultDomain or DomainKind.UpdateDomain or DomainKind.Node or DomainKind.Custom),
        ];
        var usable = new Usable(context, levels);
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;
            int wanted = Math.Max(workload.Replicas, context.AutoscalersOf(workload).Select(autoscaler => autoscaler.Min).DefaultIfEmpty().Max());
            if (!Scope.IsWanted(workload) || wanted < 2 || Scope.IsPlatform(workload) || audit.Requirement is { Source: RequirementSource.Stated, Pods: 0 }
                || workload.AnyTemplate is not { } template || !Scope.IsPlacedByDefault(template))
            {
                continue;
            }

            // A hard rule over a wider domain that leaves at most one pod in each also holds for the domains inside.
            int[] domains = usable.Count(template);
            HashSet<string> asked = Asked(template);
            bool isOnePerZone = levels.Index().Any(level => level.Item.Kind == DomainKind.Zone && asked.Contains(level.Item.SpreadLabel!) && wanted <= domains[level.Index]);
            foreach ((int index, DomainLevel level) in levels.Index())
            {
                bool isInside = isOnePerZone && level.Kind is DomainKind.Node;
                if (domains[index] > 1 && !isInside && !asked.Contains(level.SpreadLabel!) && !(level.Kind == DomainKind.Node && !template.HostPorts.IsDefaultOrEmpty))
                {
                    yield return Create(audit, wanted, level, domains[index], template);
                }
            }
        }
    }

    private static Finding Create(WorkloadAudit audit, int wanted, DomainLevel level, int domains, PodTemplate template)
    {
        bool hasDefault = template.Spread.IsDefaultOrEmpty && template.DefaultSpreadSelector is { Requirements.IsDefaultOrEmpty: false }
            && level.SpreadLabel is Node.ZoneLabel or Node.HostnameLabel;
        string now = audit.Losses.FirstOrDefault(loss => loss.Level == level) is { Worst: { Lost: > 1 } worst }
            ? string.Create(CultureInfo.InvariantCulture, $", and currently {worst.Lost} of {audit.Serving} are {FindingPhrases.At(worst.Domain)}")
            : "";
        string over = FindingPhrases.Domains(domains, level);
        string message = hasDefault
            ? string.Create(CultureInfo.InvariantCulture, $"Only the scheduler's default spreads its {FindingPhrases.Pods(wanted)} over {over}: it may still place them together{now}.")
            : string.Create(CultureInfo.InvariantCulture, $"No rule spreads its {FindingPhrases.Pods(wanted)} over {over}{now}.");
        var finding = Finding.Create(Kind, audit.Workload.Name, message, level.Key);
        return finding with
        {
            LevelKey = level.Key,
            Severity = hasDefault ? Severity.Note : finding.Severity,
            Fix = $"Add spec.template.spec.topologySpreadConstraints with topologyKey: {level.SpreadLabel}, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway and labelSelector "
                + $"{(audit.Workload.Selector is { Requirements.IsEmpty: false } own ? SelectorFormatter.Format(own) : SelectorFormatter.Format(template.Labels))}.",
        };
    }

    /// <summary>The labels of nodes that a constraint or an anti-affinity rule of the pod names, hard or soft.</summary>
    private static HashSet<string> Asked(PodTemplate template)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (SpreadConstraint constraint in template.Spread.IsDefault ? [] : template.Spread)
        {
            keys.Add(constraint.TopologyKey);
        }

        foreach (PodAffinityTerm term in template.PodAffinity.RequiredAnti)
        {
            keys.Add(term.TopologyKey);
        }

        foreach (WeightedPodAffinityTerm term in template.PodAffinity.PreferredAnti)
        {
            keys.Add(term.Term.TopologyKey);
        }

        return keys;
    }

    /// <summary>Number of domains of each level that the pods may use; computed once for pods with the same nodes.</summary>
    private sealed class Usable(AuditContext context, DomainLevel[] levels)
    {
        private readonly Dictionary<FeasibleNodes, int[]> _known = new(ReferenceEqualityComparer.Instance);

        public int[] Count(PodTemplate template)
        {
            FeasibleNodes fit = context.Facts.Feasibility.Nodes(template);
            if (!_known.TryGetValue(fit, out int[]? counts))
            {
                counts = [.. levels.Select(level => context.Domains.Of(level).Count(domain => domain.Nodes.Any(node =>
                    context.Facts.Numbers.TryGetValue(node, out int number) && fit.IsLasting[number])))];
                _known.Add(fit, counts);
            }

            return counts;
        }
    }
}
