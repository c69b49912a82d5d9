using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>Planned work that takes something down at intervals.</summary>
/// <param name="Every">From the start of one to the start of the next.</param>
/// <param name="Lasts">Mean length; shorter than the interval.</param>
/// <param name="Position">Position in the file.</param>
public sealed record MaintenanceSpec(TimeSpan Every, TimeSpan Lasts, SourcePosition Position);

/// <summary>Upgrades that drain and replace every node of a cluster, one after the other. <see cref="TimeSpan.MaxValue"/> for never.</summary>
/// <param name="NodeImage">Interval between upgrades of the node image.</param>
/// <param name="Kubernetes">Interval between upgrades of Kubernetes.</param>
public sealed record UpgradeSpec(TimeSpan NodeImage, TimeSpan Kubernetes)
{
    /// <summary>
    /// AKS publishes node images every week, which its default channel installs, and three minor versions of Kubernetes a year
    /// (https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image, https://learn.microsoft.com/azure/aks/supported-kubernetes-versions).
    /// </summary>
    public static UpgradeSpec Default { get; } = new(TimeSpan.FromDays(7), TimeSpan.FromDays(120));

    /// <summary>Drains of one node an hour.</summary>
    public double PerHour => Rate(NodeImage) + Rate(Kubernetes);

    private static double Rate(TimeSpan interval) => interval == TimeSpan.MaxValue ? 0 : 1 / interval.TotalHours;
}

/// <summary>Planned work on one component, or on all of a service.</summary>
internal static class MaintenanceSection
{
    private static readonly Key<TimeSpan> _every = Keys.Required(
        "every", DurationReader.Positive, TimeSpan.FromDays(30), "Interval from the start of one to the start of the next, such as 30d.");

    private static readonly Key<TimeSpan> _lasts = Keys.Required(
        "lasts", DurationReader.Positive, TimeSpan.FromMinutes(1), "Mean time for which it takes the component down, such as 2m.");

    public static MappingReader<MaintenanceSpec> Reader { get; } = new(
        "maintenance", "planned work", "Planned work that takes a component down at intervals: a maintenance window, the rotation of certificates, work on a disk.",
        [_every, _lasts], Build);

    private static MaintenanceSpec Build(Fields fields)
    {
        TimeSpan every = fields.Get(_every), lasts = fields.Get(_lasts);
        if (lasts >= every && fields.IsSound(_every) && fields.IsSound(_lasts))
        {
            fields.Report(_lasts, $"The work lasts {Durations.Format(lasts)}, but it begins every {Durations.Format(every)}.", "Lower lasts, or raise every.");
            lasts = every / 2;
        }

        return new MaintenanceSpec(every, lasts, fields.Position);
    }
}

/// <summary>Upgrades of the nodes of a cluster.</summary>
internal static class UpgradeSection
{
    private static readonly Key<TimeSpan> _nodeImage = Keys.Default(
        "nodeImage", DurationReader.IntervalOrNever, UpgradeSpec.Default.NodeImage, "Interval between upgrades of the node image, or never.", "7d");

    private static readonly Key<TimeSpan> _kubernetes = Keys.Default(
        "kubernetes", DurationReader.IntervalOrNever, UpgradeSpec.Default.Kubernetes, "Interval between upgrades of Kubernetes, or never.", "120d");

    public static MappingReader<UpgradeSpec> Reader { get; } = new(
        "upgrades", "upgrades", "Upgrades that drain every node of the cluster, one after the other.",
        [_nodeImage, _kubernetes], fields => new UpgradeSpec(fields.Get(_nodeImage), fields.Get(_kubernetes)));
}
