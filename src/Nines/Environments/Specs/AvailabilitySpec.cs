using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>An availability that the user states or measured.</summary>
/// <param name="Unavailability">0 to 1.</param>
/// <param name="MeanDownTime">Mean length of an outage; null keeps the default.</param>
/// <param name="IsMeasured">True when it came from a file of measurements.</param>
/// <param name="Position">Position in the file.</param>
public sealed record AvailabilitySpec(double Unavailability, TimeSpan? MeanDownTime, bool IsMeasured, SourcePosition Position)
{
    /// <summary>
    /// Set only when no failure was seen while measuring: then the unavailability is that of this mean up time and the default
    /// mean down time of the component, MDT / (MUT + MDT). <see cref="Unavailability"/> is that value for the catalogue's mean
    /// down time, or for one hour where the catalogue has none.
    /// </summary>
    public TimeSpan? MeanUpTime { get; init; }
}

/// <summary>Failover of a redundant part. Times are means.</summary>
/// <param name="Detection">Time until the failure is noticed (IEC 60050-192 fault detection time); null for the default of the place.</param>
/// <param name="Switchover">Time from noticing to serving again; null for the default of the place.</param>
/// <param name="Coverage">Probability that the automatic switchover works, 0 to 1; null for the default of the place.</param>
/// <param name="Manual">Time until people have switched over when the automatic way fails; null for the repair time.</param>
public sealed record FailoverSpec(TimeSpan? Detection = null, TimeSpan? Switchover = null, double? Coverage = null, TimeSpan? Manual = null);

/// <summary>One cause that takes several components at once.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Members">Component names with equal unavailability; one with replicas stands for all of them.</param>
/// <param name="Model">The parametric model.</param>
/// <param name="Factors">Beta: one factor. MGL: beta, gamma, delta, ... Alpha: alpha1, alpha2, ..., that add up to 1.</param>
/// <param name="Position">Position in the file.</param>
public sealed record CommonCauseSpec(
    string Name, ImmutableArray<string> Members, CommonCauseModel Model, ImmutableArray<double> Factors, SourcePosition Position);

public enum CommonCauseModel
{
    BetaFactor,
    MultipleGreekLetter,
    AlphaFactor,
}

/// <summary>Mean reaction times of the platform; the defaults are those of upstream Kubernetes and AKS.</summary>
public sealed record TimingSpec
{
    /// <summary>Until the node lifecycle controller marks a silent node unreachable (node-monitor-grace-period), 50 s since 1.32.</summary>
    public TimeSpan NodeDetection { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>Until pods on an unreachable node are evicted (default not-ready/unreachable toleration), 300 s.</summary>
    public TimeSpan PodEviction { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Until a rescheduled pod is ready.</summary>
    public TimeSpan PodStart { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until the cluster autoscaler has added a node that is ready.</summary>
    public TimeSpan NodeProvisioning { get; init; } = TimeSpan.FromMinutes(4);
}
