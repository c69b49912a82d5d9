using System.Collections.Immutable;
using Nines.Clusters;

namespace Nines.Tests.Scheduling;

/// <summary>
/// The scheduler's decision for one pod, said again from the rules: slow, without any state, every count made by walking over all
/// pods. Only for today's rules and for 1.20.
/// </summary>
internal sealed class BruteForce(Cluster cluster, bool isOld)
{
    private static readonly Dictionary<string, string> s_none = [];

    public bool Fits(Pod pod, Node node) => Refusal(pod.Template, node) is null;

    /// <summary>The first filter that turns the node away, by its name; null when none does.</summary>
    public string? Refusal(PodTemplate pod, Node node)
    {
        if (node.IsUnschedulable && !pod.Tolerations.Any(t => t.Tolerates(new Taint("node.kubernetes.io/unschedulable", "", TaintEffect.NoSchedule))))
        {
            return "NodeUnschedulable";
        }

        if (pod.NodeName is not null && pod.NodeName != node.Name)
        {
            return "NodeName";
        }

        if (!Tolerates(pod, node))
        {
            return "TaintToleration";
        }

        if (!Allows(pod, node))
        {
            return "NodeAffinity";
        }

        List<Pod> here = [.. cluster.Pods.Where(p => p.Node == node.Name)];
        if (here.Any(p => p.Template.HostPorts.Any(a => pod.HostPorts.Any(b =>
                a.Port == b.Port && a.Protocol == b.Protocol && (a.Ip == b.Ip || a.Ip == "0.0.0.0" || b.Ip == "0.0.0.0")))))
        {
            return "NodePorts";
        }

        if (!HasRoom(pod, node, here))
        {
            return "NodeResourcesFit";
        }

        if (!pod.Volumes.All(v => v.Nodes is null || v.Nodes.Value.Any(t => Matches(t, node)))
            || pod.Volumes.SelectMany(v => v.ZoneLabels).Any(z => node.Labels.Keys.Any(k => k.Contains("topology.kubernetes.io", StringComparison.Ordinal)
                || k.Contains("failure-domain", StringComparison.Ordinal)) && !z.Values.Contains(node.Labels.GetValueOrDefault(z.Key, "\n"))))
        {
            return "Volumes";
        }

        return !pod.Spread.Where(c => c.IsHard).All(c => SpreadHolds(pod, c, node)) ? "PodTopologySpread"
            : !NearHolds(pod, node) || !FarHolds(pod, node) ? "InterPodAffinity"
            : null;
    }

    /// <summary>The total score of each node that fits.</summary>
    public Dictionary<string, long> Scores(PodTemplate pod)
    {
        List<Node> fit = [.. cluster.Nodes.Where(n => Refusal(pod, n) is null)];
        Dictionary<Node, long> taints = fit.ToDictionary(n => n, n => (long)n.Taints.Count(t =>
            t.Effect == TaintEffect.PreferNoSchedule && !pod.Tolerations.Any(x => x.Tolerates(t))));
        Dictionary<Node, long> liked = fit.ToDictionary(n => n, n => pod.NodeAffinity.Preferred.Where(t => Matches(t.Term, n)).Sum(t => (long)t.Weight));
        long mostTaints = taints.Values.DefaultIfEmpty().Max();
        long mostLiked = liked.Values.DefaultIfEmpty().Max();
        Dictionary<Node, long> spread = Spread(pod, fit);
        Dictionary<Node, double> near = fit.ToDictionary(n => n, n => (double)Nearness(pod, n));
        double low = near.Values.DefaultIfEmpty().Min();
        double high = near.Values.DefaultIfEmpty().Max();
        if (isOld)
        {
            (low, high) = (Math.Min(0, low), Math.Max(0, high));
        }

        return fit.ToDictionary(n => n.Name, n =>
            Least(pod, n) + Balanced(pod, n)
            + ((isOld ? 1 : 3) * (mostTaints == 0 ? 100 : 100 - (100 * taints[n] / mostTaints)))
            + ((isOld ? 1 : 2) * (mostLiked == 0 ? 0 : 100 * liked[n] / mostLiked))
            + (2 * spread[n])
            + ((isOld ? 1 : 2) * (high > low ? (long)(100 * ((near[n] - low) / (high - low))) : 0)));
    }

    private static bool Tolerates(PodTemplate pod, Node node) =>
        node.Taints.Where(t => t.Effect != TaintEffect.PreferNoSchedule).All(t => pod.Tolerations.Any(x => x.Tolerates(t)));

    private static bool Allows(PodTemplate pod, Node node) =>
        pod.NodeAffinity.Selector.All(s => node.Labels.Contains(KeyValuePair.Create(s.Key, s.Value)))
        && (pod.NodeAffinity.Required is null || pod.NodeAffinity.Required.Value.Any(t => Matches(t, node)));

    private static bool Matches(NodeSelectorTerm term, Node node) =>
        term.Expressions.Length + term.Fields.Length > 0
        && term.Expressions.All(r => Matches(r, node.Labels))
        && term.Fields.All(r => Matches(r, new Dictionary<string, string> { ["metadata.name"] = node.Name }));

    private static bool Matches(LabelRequirement r, IReadOnlyDictionary<string, string> labels)
    {
        string? value = labels.GetValueOrDefault(r.Key);
        return r.Operator switch
        {
            LabelOperator.In => value is not null && r.Values.Contains(value),
            LabelOperator.NotIn => value is null || !r.Values.Contains(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            LabelOperator.GreaterThan => long.TryParse(value, out long a) && a > long.Parse(r.Values[0]),
            _ => long.TryParse(value, out long b) && b < long.Parse(r.Values[0]),
        };
    }

    private static bool Selects(LabelSelector? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is not null && selector.Requirements.All(r => Matches(r, labels));

    private bool HasRoom(PodTemplate pod, Node node, List<Pod> here)
    {
        Resources asks = pod.Requests.Actual;
        long cpu = here.Sum(p => p.Template.Requests.Actual.MilliCpu);
        long memory = here.Sum(p => p.Template.Requests.Actual.Memory);

        // 1.20 turned pods that ask for something away from nodes overfull in anything.
        bool looksAtAll = isOld && (asks.MilliCpu > 0 || asks.Memory > 0 || asks.Extended.Count > 0);
        return here.Count < node.AllocatablePods
            && ((asks.MilliCpu == 0 && !looksAtAll) || asks.MilliCpu + cpu <= node.Allocatable.MilliCpu)
            && ((asks.Memory == 0 && !looksAtAll) || asks.Memory + memory <= node.Allocatable.Memory)
            && asks.Extended.All(e => e.Value + here.Sum(p => p.Template.Requests.Actual.Extended.GetValueOrDefault(e.Key))
                <= node.Allocatable.Extended.GetValueOrDefault(e.Key));
    }

    private LabelSelector? SelectorOf(PodTemplate pod, SpreadConstraint c) =>
        isOld || c.Selector is null ? c.Selector : new LabelSelector(
            [.. c.Selector.Requirements, .. c.MatchLabelKeys.Where(pod.Labels.ContainsKey).Select(k => new LabelRequirement(k, LabelOperator.In, pod.Labels[k]))]);

    private int Count(PodTemplate pod, SpreadConstraint c, Func<Node, bool> where)
    {
        LabelSelector? selector = SelectorOf(pod, c);
        return selector is { Requirements.IsEmpty: true } && !isOld ? 0 : cluster.Pods.Count(p =>
            !p.IsTerminating && p.Template.Namespace == pod.Namespace && Selects(selector, p.Template.Labels)
            && where(cluster.Nodes.Single(n => n.Name == p.Node)));
    }

    private bool IsIncluded(PodTemplate pod, SpreadConstraint c, Node node) => isOld
        ? Allows(pod, node)
        : (c.NodeAffinityPolicy == InclusionPolicy.Ignore || Allows(pod, node)) && (c.NodeTaintsPolicy == InclusionPolicy.Ignore || Tolerates(pod, node));

    private bool SpreadHolds(PodTemplate pod, SpreadConstraint c, Node node)
    {
        List<string> keys = [.. pod.Spread.Where(x => x.IsHard).Select(x => x.TopologyKey)];
        bool Eligible(Node n) => keys.All(n.Labels.ContainsKey) && IsIncluded(pod, c, n);
        if (!node.Labels.TryGetValue(c.TopologyKey, out string? own))
        {
            return false;
        }

        List<string> domains = [.. cluster.Nodes.Where(Eligible).Select(n => n.Labels[c.TopologyKey]).Distinct()];
        int In(string domain) => !domains.Contains(domain) ? 0 : Count(pod, c, n => n.Labels.GetValueOrDefault(c.TopologyKey) == domain && (isOld || Eligible(n)));
        bool tooFew = domains.Count < (isOld ? 1 : c.MinDomains);
        long least = tooFew ? 0 : domains.Min(In);
        return In(own) + (Selects(SelectorOf(pod, c), pod.Labels) ? 1 : 0) - least <= c.MaxSkew;
    }

    private bool Means(PodTemplate owner, PodAffinityTerm term, PodTemplate other)
    {
        bool any = term.Namespaces.Length > 0 || (term.NamespaceSelector is not null && !isOld);
        var spaceLabels = new Dictionary<string, string>(cluster.Namespaces.GetValueOrDefault(other.Namespace) ?? s_none)
        {
            ["kubernetes.io/metadata.name"] = other.Namespace,
        };
        bool ns = any ? term.Namespaces.Contains(other.Namespace) || (!isOld && Selects(term.NamespaceSelector, spaceLabels)) : owner.Namespace == other.Namespace;
        return ns && Selects(term.Selector, other.Labels)
            && (isOld || term.MatchLabelKeys.All(k => !owner.Labels.ContainsKey(k) || other.Labels.GetValueOrDefault(k) == owner.Labels[k]))
            && (isOld || term.MismatchLabelKeys.All(k => !owner.Labels.ContainsKey(k) || other.Labels.GetValueOrDefault(k) != owner.Labels[k]));
    }

    private static bool Together(Node a, Node b, string key) => a.Labels.TryGetValue(key, out string? x) && b.Labels.TryGetValue(key, out string? y) && x == y;

    private IEnumerable<(PodTemplate Pod, Node Node)> Others() =>
        cluster.Pods.Select(p => (p.Template, cluster.Nodes.Single(n => n.Name == p.Node)));

    private bool NearHolds(PodTemplate pod, Node node)
    {
        ImmutableArray<PodAffinityTerm> terms = pod.PodAffinity.Required;
        if (terms.Any(t => !node.Labels.ContainsKey(t.TopologyKey)))
        {
            return false;
        }

        List<(PodTemplate Pod, Node Node)> meant = [.. Others().Where(o => terms.All(t => Means(pod, t, o.Pod)))];
        return terms.All(t => meant.Any(o => Together(o.Node, node, t.TopologyKey)))
            || (terms.All(t => Means(pod, t, pod)) && !meant.Any(o => terms.Any(t => o.Node.Labels.ContainsKey(t.TopologyKey))));
    }

    private bool FarHolds(PodTemplate pod, Node node) => Others().All(o =>
        pod.PodAffinity.RequiredAnti.All(t => !(Means(pod, t, o.Pod) && Together(o.Node, node, t.TopologyKey)))
        && o.Pod.PodAffinity.RequiredAnti.All(t => !(Means(o.Pod, t, pod) && Together(o.Node, node, t.TopologyKey))));

    private long Nearness(PodTemplate pod, Node node) => Others().Sum(o =>
        pod.PodAffinity.Preferred.Where(t => Means(pod, t.Term, o.Pod) && Together(o.Node, node, t.Term.TopologyKey)).Sum(t => (long)t.Weight)
        - pod.PodAffinity.PreferredAnti.Where(t => Means(pod, t.Term, o.Pod) && Together(o.Node, node, t.Term.TopologyKey)).Sum(t => (long)t.Weight)
        + o.Pod.PodAffinity.Preferred.Where(t => Means(o.Pod, t.Term, pod) && Together(o.Node, node, t.Term.TopologyKey)).Sum(t => (long)t.Weight)
        - o.Pod.PodAffinity.PreferredAnti.Where(t => Means(o.Pod, t.Term, pod) && Together(o.Node, node, t.Term.TopologyKey)).Sum(t => (long)t.Weight)
        + o.Pod.PodAffinity.Required.Count(t => Means(o.Pod, t, pod) && Together(o.Node, node, t.TopologyKey)));

    private Dictionary<Node, long> Spread(PodTemplate pod, List<Node> fit)
    {
        bool isDefault = pod.Spread.IsEmpty;
        List<SpreadConstraint> soft = !isDefault ? [.. pod.Spread.Where(c => !c.IsHard)]
            : pod.DefaultSpreadSelector is null ? []
            : [
                new SpreadConstraint { TopologyKey = "topology.kubernetes.io/zone", MaxSkew = 5, Selector = pod.DefaultSpreadSelector },
                new SpreadConstraint { TopologyKey = "kubernetes.io/hostname", MaxSkew = 3, Selector = pod.DefaultSpreadSelector },
            ];
        if (soft.Count == 0)
        {
            return fit.ToDictionary(n => n, _ => 0L);
        }

        bool needsAll = isOld || !isDefault;
        bool HasAll(Node n) => !needsAll || soft.All(c => n.Labels.ContainsKey(c.TopologyKey));
        List<Node> scored = [.. fit.Where(HasAll)];
        double Raw(Node n) => soft.Where(c => n.Labels.ContainsKey(c.TopologyKey)).Sum(c =>
        {
            bool isHost = c.TopologyKey == "kubernetes.io/hostname";
            int size = isHost ? scored.Count : scored.Select(x => x.Labels.GetValueOrDefault(c.TopologyKey, "")).Distinct().Count();
            int count = Count(pod, c, o => isHost ? o.Name == n.Name : Together(o, n, c.TopologyKey) && HasAll(o) && IsIncluded(pod, c, o));
            return (count * Math.Log(size + 2)) + c.MaxSkew - 1;
        });
        Dictionary<Node, long> raw = scored.ToDictionary(n => n, n => (long)(isOld ? Math.Floor(Raw(n)) : Math.Round(Raw(n))));
        long high = raw.Values.DefaultIfEmpty().Max();
        long low = raw.Values.DefaultIfEmpty().Min();
        return fit.ToDictionary(n => n, n => !raw.TryGetValue(n, out long own) ? 0 : high == 0 ? 100 : 100 * (high + low - own) / high);
    }

    private long Least(PodTemplate pod, Node node)
    {
        List<PodRequests> all = [.. cluster.Pods.Where(p => p.Node == node.Name).Select(p => p.Template.Requests), pod.Requests];
        long cpu = node.Allocatable.MilliCpu - all.Sum(r => r.ScoredMilliCpu);
        long memory = node.Allocatable.Memory - all.Sum(r => r.ScoredMemory);
        return ((Math.Max(0, cpu) * 100 / node.Allocatable.MilliCpu) + (Math.Max(0, memory) * 100 / node.Allocatable.Memory)) / 2;
    }

    private long Balanced(PodTemplate pod, Node node)
    {
        List<PodRequests> without = [.. cluster.Pods.Where(p => p.Node == node.Name).Select(p => p.Template.Requests)];
        List<PodRequests> with = [.. without, pod.Requests];
        if (isOld)
        {
            double cpu = (double)with.Sum(r => r.ScoredMilliCpu) / node.Allocatable.MilliCpu;
            double memory = (double)with.Sum(r => r.ScoredMemory) / node.Allocatable.Memory;
            return cpu >= 1 || memory >= 1 ? 0 : (long)((1 - Math.Abs(cpu - memory)) * 100);
        }

        long Even(List<PodRequests> pods)
        {
            double cpu = Math.Min(1, (double)pods.Sum(r => r.Actual.MilliCpu) / node.Allocatable.MilliCpu);
            double memory = Math.Min(1, (double)pods.Sum(r => r.Actual.Memory) / node.Allocatable.Memory);
            return (long)((1 - Math.Abs((cpu - memory) / 2)) * 100);
        }

        return pod.Requests.Actual.MilliCpu + pod.Requests.Actual.Memory == 0 ? 0 : 50 + ((50 + Even(with) - Even(without)) / 2);
    }
}
