using System.Collections.Immutable;
using Nines.Clusters;
using Nines.Testing;

namespace Nines.Tests.Clusters;

/// <summary>One workload of a <see cref="SnapshotBuilder"/>.</summary>
internal sealed class WorkloadBuilder(WorkloadKind kind, string name)
{
    /// <summary>A container that gives no rule anything to say.</summary>
    public static ContainerFacts GoodContainer { get; } = new(
        "main", RequestsCpu: true, RequestsMemory: true, Readiness: new ProbeFacts("GET http :8080/ready"), Liveness: null, Startup: null, HasPorts: true);

    private readonly List<(string? Node, bool IsReady, bool IsTerminating, PodPhase Phase, ImmutableArray<string> Claims)> _pods = [];
    private readonly List<Func<PodTemplate, PodTemplate>> _changes = [];
    private readonly List<Func<Workload, Workload>> _workloadChanges = [];
    private string _namespace = SnapshotBuilder.Namespace;
    private string? _otherKind;
    private int? _replicas;
    private PodTemplate? _template;
    private bool _hasTemplate = true;

    public WorkloadBuilder In(string ns)
    {
        _namespace = ns;
        return this;
    }

    /// <summary>The kind of an owner that nines does not read: Rollout.</summary>
    public WorkloadBuilder OfKind(string kindName)
    {
        _otherKind = kindName;
        return this;
    }

    /// <summary>A ready pod on each of these nodes, and as many replicas.</summary>
    public WorkloadBuilder On(params IEnumerable<string> nodes)
    {
        foreach (string node in nodes)
        {
            Pod(node);
        }

        return this;
    }

    public WorkloadBuilder Pod(
        string? node, bool ready = true, bool terminating = false, PodPhase phase = PodPhase.Running, params ImmutableArray<string> claims)
    {
        _pods.Add((node, ready, terminating, phase, claims));
        return this;
    }

    /// <summary>Pods that have no node.</summary>
    public WorkloadBuilder Pending(int pods = 1)
    {
        for (int pod = 0; pod < pods; pod++)
        {
            Pod(null, ready: false, phase: PodPhase.Pending);
        }

        return this;
    }

    /// <summary>How many are wanted: as many as there are pods, unless this is said.</summary>
    public WorkloadBuilder Replicas(int replicas)
    {
        _replicas = replicas;
        return this;
    }

    /// <summary>The pods' labels, in place of <c>app</c>.</summary>
    public WorkloadBuilder Labels(params (string Key, string Value)[] labels) =>
        Template(template => template with { Labels = labels.ToDictionary(label => label.Key, label => label.Value) });

    public WorkloadBuilder Cpu(long milli, long memory = 100L << 20) => Template(template => template with { Requests = PodRequests.From(milli, memory) });

    public WorkloadBuilder Spread(params ImmutableArray<SpreadConstraint> constraints) => Template(template => template with { Spread = constraints });

    /// <summary>One constraint that counts the pods of this workload.</summary>
    public WorkloadBuilder SpreadOver(string key, bool hard = true, int maxSkew = 1, Func<SpreadConstraint, SpreadConstraint>? change = null)
    {
        var constraint = new SpreadConstraint { TopologyKey = key, IsHard = hard, MaxSkew = maxSkew, Selector = LabelSelector.FromLabels(("app", name)) };
        return Template(template => template with { Spread = template.Spread.Add(change?.Invoke(constraint) ?? constraint) });
    }

    public WorkloadBuilder Apart(string key, bool hard = true, LabelSelector? selector = null)
    {
        var term = new PodAffinityTerm { TopologyKey = key, Selector = selector ?? LabelSelector.FromLabels(("app", name)) };
        return Template(template => template with
        {
            PodAffinity = hard
                ? template.PodAffinity with { RequiredAnti = template.PodAffinity.RequiredAnti.Add(term) }
                : template.PodAffinity with { PreferredAnti = template.PodAffinity.PreferredAnti.Add(new WeightedPodAffinityTerm(100, term)) },
        });
    }

    public WorkloadBuilder Containers(params ImmutableArray<ContainerFacts> containers) => Template(template => template with { Containers = containers });

    public WorkloadBuilder Template(Func<PodTemplate, PodTemplate> change)
    {
        _changes.Add(change);
        return this;
    }

    /// <summary>Pods only, as of an owner that was not read.</summary>
    public WorkloadBuilder WithoutTemplate()
    {
        _hasTemplate = false;
        return this;
    }

    public WorkloadBuilder Change(Func<Workload, Workload> change)
    {
        _workloadChanges.Add(change);
        return this;
    }

    public WorkloadBuilder Annotate(string key, string value) =>
        Change(workload => workload with { Annotations = new Dictionary<string, string>(workload.Annotations) { [key] = value } });

    public Workload Build()
    {
        _template = new PodTemplate
        {
            Containers = [GoodContainer],
            Namespace = _namespace,
            Labels = new Dictionary<string, string> { ["app"] = name },
            Requests = PodRequests.From(100, 100L << 20),
            Recreation = kind switch
            {
                WorkloadKind.DaemonSet or WorkloadKind.StaticPod => Recreation.WithNode,
                WorkloadKind.BarePod => Recreation.Never,
                WorkloadKind.StatefulSet => Recreation.AfterIt,
                _ => Recreation.Elsewhere,
            },
        };
        foreach (Func<PodTemplate, PodTemplate> change in _changes)
        {
            _template = change(_template);
        }

        bool hasSelector = kind is WorkloadKind.Deployment or WorkloadKind.StatefulSet or WorkloadKind.ReplicaSet or WorkloadKind.DaemonSet;
        var workload = new Workload
        {
            Kind = kind,
            Name = new ObjectName(KindName(), _namespace, name),
            ApiVersion = hasSelector ? "apps/v1" : "v1",
            Replicas = _replicas ?? _pods.Count,
            SaysReplicas = hasSelector && kind != WorkloadKind.DaemonSet,
            Selector = hasSelector ? Selector(_template.Labels) : null,
            Template = _hasTemplate ? _template : null,
            Pods =
            [
                .. _pods.Select((pod, index) => new Pod(
                    kind == WorkloadKind.BarePod ? name : $"{name}-{index}",
                    pod.Claims.IsDefaultOrEmpty ? _template : _template with { Claims = pod.Claims })
                {
                    Node = pod.Node,
                    IsReady = pod.IsReady,
                    IsTerminating = pod.IsTerminating,
                    Phase = pod.Phase,
                }),
            ],
        };
        foreach (Func<Workload, Workload> change in _workloadChanges)
        {
            workload = change(workload);
        }

        return workload;
    }

    private static LabelSelector Selector(IReadOnlyDictionary<string, string> labels) => new(
        [.. labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new LabelRequirement(label.Key, LabelOperator.In, label.Value))]);

    private string KindName() => _otherKind ?? kind switch
    {
        WorkloadKind.BarePod or WorkloadKind.StaticPod => "Pod",
        WorkloadKind.Other => "Rollout",
        _ => kind.ToString(),
    };
}
