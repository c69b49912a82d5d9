using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>How long the platform takes to react.</summary>
internal static class TimingSection
{
    private static readonly TimingSpec _defaults = new();

    private static readonly Key<TimeSpan> _nodeDetection = Keys.Default(
        "nodeDetection", DurationReader.Reaction, _defaults.NodeDetection, "Until a silent node is marked unreachable.", "50s");

    private static readonly Key<TimeSpan> _podEviction = Keys.Default(
        "podEviction", DurationReader.Reaction, _defaults.PodEviction, "Until pods on an unreachable node are evicted.", "5m");

    private static readonly Key<TimeSpan> _podStart = Keys.Default(
        "podStart", DurationReader.Reaction, _defaults.PodStart, "Until a rescheduled pod is ready.", "30s");

    private static readonly Key<TimeSpan> _nodeProvisioning = Keys.Default(
        "nodeProvisioning", DurationReader.Reaction, _defaults.NodeProvisioning, "Until the cluster autoscaler has added a node that is ready.", "4m");

    public static TimingSpec Defaults => _defaults;

    public static MappingReader<TimingSpec> Reader { get; } = new(
        "timings", "timings", "How long the platform takes to react, as means. The defaults are those of Kubernetes and AKS.",
        [_nodeDetection, _podEviction, _podStart, _nodeProvisioning],
        fields => new TimingSpec
        {
            NodeDetection = fields.Get(_nodeDetection),
            PodEviction = fields.Get(_podEviction),
            PodStart = fields.Get(_podStart),
            NodeProvisioning = fields.Get(_nodeProvisioning),
        });
}
