using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

public enum ClusterTier
{
    Free,
    Standard,
    Premium,
}

/// <param name="Name">Defaults to the region's name.</param>
/// <param name="Tier">Pricing tier: decides the API server's SLA.</param>
/// <param name="Version">Kubernetes version such as <c>1.35</c>; null for the platform's default.</param>
/// <param name="PodAddresses">CIDR of pods; null for the overlay's default.</param>
/// <param name="ServiceAddresses">CIDR of services; null for the default.</param>
/// <param name="NodePools">In file order; at least one.</param>
public sealed record ClusterSpec(
    string Name, ClusterTier Tier, string? Version, string? PodAddresses, string? ServiceAddresses, ImmutableArray<NodePoolSpec> NodePools);

public enum NodePoolMode
{
    System,
    User,
}

public enum OperatingSystem
{
    Linux,
    Windows,
}

/// <param name="Name">Unique within the cluster.</param>
/// <param name="Size">VM size, such as <c>Standard_F2s_v2</c>.</param>
/// <param name="Mode">System pools run what the cluster needs.</param>
/// <param name="Zones">Zones that its nodes are spread over evenly; empty when they are not zonal.</param>
/// <param name="Count">Nodes of a fixed pool, or the number to assume in an autoscaled one; null when only min and max are given.</param>
/// <param name="Min">Lower limit of the autoscaler; null for a fixed pool.</param>
/// <param name="Max">Upper limit of the autoscaler; null for a fixed pool.</param>
/// <param name="Labels">Node labels.</param>
/// <param name="Taints">Taints as <c>key=value:Effect</c>.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Cpu">Cores a node can give to pods; null to derive it from the size.</param>
/// <param name="Memory">Bytes a node can give to pods; null to derive it from the size.</param>
/// <param name="MaxPods">Pods a node can run.</param>
public sealed record NodePoolSpec(
    string Name,
    string Size,
    NodePoolMode Mode,
    ImmutableArray<int> Zones,
    int? Count,
    int? Min,
    int? Max,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableArray<string> Taints,
    OperatingSystem Os,
    double? Cpu,
    long? Memory,
    int MaxPods)
{
    /// <summary>The disk of a node as Azure prices it, such as <c>P10</c>, or <c>ephemeral</c>; null when not stated. It decides the cost alone.</summary>
    public string? OsDisk { get; init; }

    /// <summary>The size as the table of VM sizes has it; null when the table does not.</summary>
    public VmSize? Machine { get; init; }

    public bool IsAutoscaled => Max is not null;

    /// <summary>True when a taint keeps pods off that do not tolerate it.</summary>
    public bool IsReserved => Taints.Any(taint => taint.EndsWith(":NoSchedule", StringComparison.Ordinal) || taint.EndsWith(":NoExecute", StringComparison.Ordinal));
}

/// <summary>A Kubernetes cluster.</summary>
internal static class ClusterSection
{
    private static readonly Key<string> _name = Keys.Default("name", Texts.Name, "", "The cluster's name. Default: the region's.");

    private static readonly Key<ClusterTier> _tier = Keys.Default(
        "tier",
        Texts.OneOf("a cluster tier", ("free", ClusterTier.Free), ("standard", ClusterTier.Standard), ("premium", ClusterTier.Premium)),
        ClusterTier.Free,
        "Pricing tier: it decides the SLA of the API server. Free has none.",
        "free");

    private static readonly Key<string> _version = Keys.Optional(
        "version",
        Texts.Matching("a Kubernetes version such as \"1.35\"", "1\\.[0-9]{1,3}(\\.[0-9]{1,3})?", 12),
        "Kubernetes version, in quotes. Default: the platform's default.");

    private static readonly Key<string> _podAddresses = Keys.Optional(
        "podAddresses", Addresses.Block, "Address block of pods. Default: the overlay's default.");

    private static readonly Key<string> _serviceAddresses = Keys.Optional(
        "serviceAddresses", Addresses.Block, "Address block of services. Default: the platform's default.");

    private static readonly Key<ImmutableArray<NodePoolSpec>> _nodePools = Keys.Required(
        "nodePools", new NamedReader<NodePoolSpec>("node pools", NameRule.Own, NodePoolSection.Reader, Limits.NodePools, 1), [],
        "Node pools by name; at least one of mode system.");

    public static MappingReader<ClusterSpec> Reader { get; } = new(
        "cluster", "a cluster", "An AKS cluster.",
        [_name, _tier, _version, _podAddresses, _serviceAddresses, _nodePools], Build);

    private static ClusterSpec Build(Fields fields)
    {
        ImmutableArray<NodePoolSpec> pools = fields.Get(_nodePools);
        if (fields.IsSound(_nodePools) && !pools.Any(pool => pool.Mode == NodePoolMode.System))
        {
            fields.Report(_nodePools, "No node pool has mode system; a cluster needs one.", "Add mode: system to one of them.");
        }

        return new ClusterSpec(
            fields.Get(_name),
            fields.Get(_tier),
            fields.Find(_version),
            fields.Find(_podAddresses),
            fields.Find(_serviceAddresses),
            pools);
    }
}

/// <summary>A pool of equal nodes.</summary>
internal static class NodePoolSection
{
    private static readonly ScalarReader<int> _nodes = Numbers.Whole("nodes", 0, Limits.NodesPerPool);

    private static readonly Key<string> _size = Keys.Required(
        "size",
        Texts.Matching(
            "a VM size such as Standard_D4s_v5", "(Standard|Basic)_[A-Za-z0-9]+([_-][A-Za-z0-9]+)*", 60,
            text => text.Contains('_') && char.IsAsciiLetterUpper(text.FirstOrDefault()) && !text.StartsWith("Standard_", StringComparison.OrdinalIgnoreCase)
                ? $"Did you mean 'Standard_{text}'?"
                : null),
        "",
        "VM size, such as Standard_D4s_v5.");

    private static readonly Key<NodePoolMode> _mode = Keys.Default(
        "mode",
        Texts.OneOf("a node pool mode", ("system", NodePoolMode.System), ("user", NodePoolMode.User)),
        NodePoolMode.User,
        "System pools run what the cluster itself needs.",
        "user");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "Zones that its nodes are spread over evenly. Default: all in one zone that is not known.");

    private static readonly Key<int> _count = Keys.Optional(
        "count", Numbers.Whole("nodes", 1, Limits.NodesPerPool), "Nodes of a fixed pool, or the number to assume in one that scales.");

    private static readonly Key<int> _min = Keys.Optional("min", _nodes, "Minimum number of nodes of the autoscaler.");
    private static readonly Key<int> _max = Keys.Optional("max", Numbers.Whole("nodes", 1, Limits.NodesPerPool), "Maximum number of nodes of the autoscaler.");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> _labels = Keys.Default(
        "labels",
        new DictionaryReader<string>(
            "labels",
            EnvironmentNames.LabelKey,
            Texts.Matching("a label value", "([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?", 63),
            100),
        [],
        "Node labels.");

    private static readonly Key<ImmutableArray<string>> _taints = Keys.Default(
        "taints",
        new ListReader<string>(
            "taints",
            Texts.Matching(
                "a taint such as dedicated=gpu:NoSchedule",
                "[A-Za-z0-9][A-Za-z0-9_./-]*(=[A-Za-z0-9_.-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)", 400),
            100),
        [],
        "Node taints as key=value:Effect.");

    private static readonly Key<OperatingSystem> _os = Keys.Default(
        "os",
        Texts.OneOf("an operating system", ("linux", OperatingSystem.Linux), ("windows", OperatingSystem.Windows)),
        OperatingSystem.Linux,
        "Operating system of the nodes.",
        "linux");

    private static readonly Key<double> _cpu = Keys.Optional("cpu", Cores.Reader, "Allocatable cores of a node. Default: those of the size, less what AKS reserves.");
    private static readonly Key<long> _memory = Keys.Optional("memory", SizeReader.Memory, "Allocatable memory of a node. Default: that of the size, less what AKS reserves.");

    private static readonly Key<int> _maxPods = Keys.Default(
        "maxPods", Numbers.Whole("pods", 10, 250), 110, "Pods that a node can run; AKS reserves memory for each.", 110);

    private static readonly Key<string> _osDisk = Keys.Optional(
        "osDisk", Texts.Matching("an OS disk such as P10, or ephemeral", "ephemeral|[PES][0-9]{1,2}", 9),
        "OS disk of a node, for its cost: a managed disk such as P10 or E10, or ephemeral. Default: its cost is omitted.");

    public static MappingReader<NodePoolSpec> Reader { get; } = new(
        "nodePool", "a node pool", "A pool of equal nodes: a fixed number of them (count), or as many as the autoscaler makes (min and max).",
        [_size, _mode, _zones, _count, _min, _max, _labels, _taints, _os, _osDisk, _cpu, _memory, _maxPods], Build, Refine);

    private static NodePoolSpec Build(Fields fields)
    {
        ImmutableSortedDictionary<string, string>.Builder labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        labels.AddRange(fields.Get(_labels));
        var spec = new NodePoolSpec(
            fields.Name,
            fields.Get(_size),
            fields.Get(_mode),
            fields.Get(_zones),
            fields.Maybe(_count),
            fields.Maybe(_min),
            fields.Maybe(_max),
            labels.ToImmutable(),
            fields.Get(_taints),
            fields.Get(_os),
            fields.Maybe(_cpu),
            fields.Maybe(_memory),
            fields.Get(_maxPods))
        {
            OsDisk = fields.Find(_osDisk),
        };
        CheckCounts(spec, fields);
        if (spec is { Mode: NodePoolMode.System, Os: OperatingSystem.Windows })
        {
            fields.Report(_os, "A system pool runs Linux.", "Use os: linux, or mode: user.");
        }

        return spec;
    }

    private static void CheckCounts(NodePoolSpec spec, Fields fields)
    {
        if (fields.Has(_min) != fields.Has(_max))
        {
            (Key there, Key missing) = fields.Has(_min) ? ((Key)_min, (Key)_max) : (_max, _min);
            fields.Context.Report(fields.PositionOfName(there), $"A pool that scales needs both limits: '{missing.Name}' is missing.", "Give min and max, or count alone.");
        }
        else if (!fields.Has(_count) && !fields.Has(_min))
        {
            fields.Context.Report(fields.Position, "The number of nodes is missing.", "Give count, or min and max.");
        }

        if (spec.Min > spec.Max)
        {
            fields.Report(_min, $"The fewest nodes, {spec.Min}, are more than the most, {spec.Max}.", "Swap min and max.");
        }
        else if (spec.Count < spec.Min || spec.Count > spec.Max)
        {
            fields.Report(_count, $"The count {spec.Count} is outside {spec.Min?.ToString() ?? "0"} to {spec.Max}.", "Change count, min or max.");
        }

        if (spec is { Mode: NodePoolMode.System, Min: 0 })
        {
            fields.Report(_min, "A system pool keeps at least 1 node.", "Write min: 1 or more.");
        }
    }

    private static void Refine(JsonObject schema)
    {
        Schema.AtLeastOneOf("count", "max")(schema);
        schema["dependentRequired"] = new JsonObject { ["min"] = new JsonArray("max"), ["max"] = new JsonArray("min") };
    }
}
