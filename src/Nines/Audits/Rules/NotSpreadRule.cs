using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;

namespace Nines.Audits.Rules;

/// <summary>
/// Workloads of two pods or more that could be spread over domains, and ask for it nowhere. Domains without a label that the scheduler
/// can use are a gap of the cluster, and told as such elsewhere.
/// </summary>
internal sealed class NotSpreadRule : IExposureRule
{
    public ImmutableArray<ExposureKind> Kinds { get; } = [ExposureCatalogue.NotSpread];

    public IEnumerable<Exposure> Find(AuditContext context)
    {
        DomainAxis[] axes =
        [
            .. context.Domains.Axes.Where(axis => axis.SpreadLabel is not null && context.Domains.Of(axis).Length > 1
                && axis.Kind is DomainKind.Zone or DomainKind.FaultDomain or DomainKind.UpdateDomain or DomainKind.Node or DomainKind.Custom),
        ];
        var usable = new Usable(context, axes);
        foreach (WorkloadAudit audit in context.Workloads)
        {
            Workload workload = audit.Workload;
            int wanted = Math.Max(workload.Replicas, context.AutoscalersOf(workload).Select(autoscaler => autoscaler.Min).DefaultIfEmpty().Max());
            if (!Scope.IsWanted(workload) || wanted < 2 || Scope.IsPlatform(workload) || audit.Need is { Source: NeedSource.Stated, Pods: 0 }
                || workload.Definition is not { } definition || !Scope.IsPlacedByDefault(definition))
            {
                continue;
            }

            // A hard rule over a wider domain that leaves at most one pod in each also holds for the domains inside.
            int[] domains = usable.Of(definition.Placement);
            HashSet<string> asked = Asked(definition.Placement);
            bool isOnePerZone = axes.Index().Any(axis => axis.Item.Kind == DomainKind.Zone && asked.Contains(axis.Item.SpreadLabel!) && wanted <= domains[axis.Index]);
            foreach ((int index, DomainAxis axis) in axes.Index())
            {
                bool isInside = isOnePerZone && axis.Kind is DomainKind.Node;
                if (domains[index] > 1 && !isInside && !asked.Contains(axis.SpreadLabel!) && !(axis.Kind == DomainKind.Node && !definition.Placement.HostPorts.IsDefaultOrEmpty))
                {
                    yield return Tell(audit, wanted, axis, domains[index], definition.Placement);
                }
            }
        }
    }

    private static Exposure Tell(WorkloadAudit audit, int wanted, DomainAxis axis, int domains, PodTemplate template)
    {
        bool hasDefault = template.Spread.IsDefaultOrEmpty && template.DefaultSpreadSelector is { Requirements.IsDefaultOrEmpty: false }
            && axis.SpreadLabel is Node.ZoneLabel or Node.HostnameLabel;
        string now = audit.Losses.FirstOrDefault(loss => loss.Axis == axis) is { Worst: { Lost: > 1 } worst }
            ? string.Create(CultureInfo.InvariantCulture, $", and now {worst.Lost} of {audit.Serving} are {Wording.At(worst.Domain)}")
            : "";
        string over = Wording.Domains(domains, axis);
        string message = hasDefault
            ? string.Create(CultureInfo.InvariantCulture, $"Only the scheduler's default spreads its {Wording.Pods(wanted)} over {over}: it may put them together{now}.")
            : string.Create(CultureInfo.InvariantCulture, $"Nothing asks to spread its {Wording.Pods(wanted)} over {over}{now}.");
        var exposure = Exposure.Of(ExposureCatalogue.NotSpread, audit.Workload.Name, message, axis.Key);
        return exposure with
        {
            AxisKey = axis.Key,
            Severity = hasDefault ? Severity.Note : exposure.Severity,
            Fix = $"Add a topologySpreadConstraint with topologyKey {axis.SpreadLabel}, maxSkew 1, whenUnsatisfiable ScheduleAnyway and the selector "
                + $"{(audit.Workload.Selector is { Requirements.IsEmpty: false } own ? SelectorText.Of(own) : SelectorText.Of(template.Labels))}.",
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

    /// <summary>How many domains of each axis the pods may use; worked out once for pods that may use the same nodes.</summary>
    private sealed class Usable(AuditContext context, DomainAxis[] axes)
    {
        private readonly Dictionary<NodeFit, int[]> _known = new(ReferenceEqualityComparer.Instance);

        public int[] Of(PodTemplate template)
        {
            NodeFit fit = context.Facts.Fits.Of(template);
            if (!_known.TryGetValue(fit, out int[]? counts))
            {
                counts = [.. axes.Select(axis => context.Domains.Of(axis).Count(domain => domain.Nodes.Any(node =>
                    context.Facts.Numbers.TryGetValue(node, out int number) && fit.IsLasting[number])))];
                _known.Add(fit, counts);
            }

            return counts;
        }
    }
}
