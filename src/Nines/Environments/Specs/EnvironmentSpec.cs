using System.Collections.Immutable;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>
/// An environment as described in <c>environment.yaml</c>: validated, immutable, in file order.
/// Names are unique within their collection and match <c>[a-z][a-z0-9-]*</c>; every reference in it resolves.
/// </summary>
public sealed record EnvironmentSpec
{
    public required string Name { get; init; }
    public ImmutableArray<RegionSpec> Regions { get; init; } = [];

    /// <summary>Shared hub networks that hold the on-premises link of several regions.</summary>
    public ImmutableArray<HubSpec> Hubs { get; init; } = [];

    /// <summary>ExpressRoute circuits that several gateways may use, by name.</summary>
    public ImmutableArray<CircuitSpec> Circuits { get; init; } = [];
    public RegistrySpec? Registry { get; init; }
    public IdentitySpec? Identity { get; init; }
    public GlobalRoutingSpec? GlobalRouting { get; init; }
    public ImmutableArray<WorkloadSpec> Workloads { get; init; } = [];
    public AllowListSpec Allow { get; init; } = new();
    public ImmutableArray<ComponentSpec> Components { get; init; } = [];

    /// <summary>Journeys defined or redefined by the file; the defaults are added when the model is built.</summary>
    public ImmutableArray<JourneySpec> Journeys { get; init; } = [];

    /// <summary>Objectives by journey name, as unavailability 0 to 1. Also for default journeys.</summary>
    public ImmutableDictionary<string, double> Objectives { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Recovery objectives by journey name. Also for default journeys.</summary>
    public ImmutableDictionary<string, RecoverySpec> RecoveryObjectives { get; init; } = ImmutableDictionary<string, RecoverySpec>.Empty;

    public ImmutableArray<CommonCauseSpec> CommonCauses { get; init; } = [];

    /// <summary>
    /// Availabilities that replace defaults, by component id (<c>weu.ingress</c>) or by catalogue service (<c>zone</c>,
    /// <c>node</c>, <c>aks.apiserver</c>); a component id wins over a service.
    /// </summary>
    public ImmutableDictionary<string, AvailabilitySpec> Availabilities { get; init; } =
        ImmutableDictionary<string, AvailabilitySpec>.Empty;

    /// <summary>Planned work by component id or catalogue service.</summary>
    public ImmutableDictionary<string, MaintenanceSpec> Maintenance { get; init; } = ImmutableDictionary<string, MaintenanceSpec>.Empty;

    public TimingSpec Timings { get; init; } = new();

    /// <summary>What is used in a month; it decides the cost alone.</summary>
    public UsageSpec Usage { get; init; } = new();
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

    /// <summary>Mean time from the loss of a node until its pods run elsewhere, on a new node where the pool scales.</summary>
    public TimeSpan Rescheduling(NodePoolSpec pool) => NodeDetection + PodEviction + PodStart + (pool.IsAutoscaled ? NodeProvisioning : TimeSpan.Zero);

    /// <summary>Until a node that an upgrade replaces in its place, without a surge node, is ready again.</summary>
    public TimeSpan NodeUpgrade { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between runs of a descheduler or the like, which put pods back in place; <see cref="TimeSpan.MaxValue"/> for never, null when not stated.</summary>
    public TimeSpan? Rebalance { get; init; }
}

/// <summary>Reads an environment file: first every section by itself, then whether the sections fit together.</summary>
public static class EnvironmentReader
{
    /// <summary>The environment, or every fault in it at once (up to a bound), in the order of the text.</summary>
    /// <param name="root">The parsed file.</param>
    /// <param name="catalogue">Knows the services that the file may name.</param>
    /// <param name="sizes">The VM sizes whose cores and memory are known.</param>
    /// <param name="readMeasurements">From a path under <c>measurements</c> to the file's text or why it cannot be read; null when there are none to read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OperationCanceledException">When cancelled.</exception>
    public static ReadResult<EnvironmentSpec> Read(
        DocumentNode root,
        AvailabilityCatalogue catalogue,
        VmSizeCatalogue sizes,
        Func<string, ReadResult<string>>? readMeasurements = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(sizes);
        var context = new ReadingContext(cancellationToken);
        if (!EnvironmentSection.Reader.TryRead(root, context, out EnvironmentDraft? draft))
        {
            return ReadResult.Failed<EnvironmentSpec>(context.Diagnostics);
        }

        EnvironmentSpec spec = EachRegion.Expand(
            sizes.Resolve(MeasurementSection.Add(draft, new DocumentLocator(root), catalogue, readMeasurements, context)), context);
        EnvironmentChecks.Run(new CheckContext(spec, catalogue, new DocumentLocator(root), context));
        return context.HasFaults ? ReadResult.Failed<EnvironmentSpec>(context.Diagnostics) : ReadResult.Of(spec);
    }
}

/// <summary>Content of the file, before the sections are checked against each other.</summary>
internal sealed record EnvironmentDraft(EnvironmentSpec Spec, ImmutableArray<string> Measurements);

/// <summary>The top level of the file.</summary>
internal static class EnvironmentSection
{
    public const string MeasurementsKey = "measurements";

    // JSON has no comments, so editors find the schema by this key.
    private static readonly Key<string> _schema = Keys.Optional("$schema", Texts.Line, "Location of this schema, for editors; ignored by nines.");

    private static readonly Key<string> _name = Keys.Required("name", Texts.Name, "", "The environment's name.");

    private static readonly Key<ImmutableArray<RegionSpec>> _regions = Keys.Default(
        "regions", new NamedReader<RegionSpec>("regions", NameRule.Own, RegionSection.Reader, Limits.Regions), [], "Regions or stamps, by a name of your own.");

    private static readonly Key<ImmutableArray<HubSpec>> _hubs = Keys.Default(
        "hubs", new NamedReader<HubSpec>("hubs", NameRule.Own, HubSection.Reader, Limits.Hubs), [], "Hub networks that regions share, by name.");

    private static readonly Key<ImmutableArray<CircuitSpec>> _circuits = Keys.Default(
        "circuits", new NamedReader<CircuitSpec>("circuits", NameRule.Own, ExpressRouteSection.Circuit, Limits.SharedCircuits), [],
        "ExpressRoute circuits that several gateways use, by name; an expressRoute lists their names under its circuits.");

    private static readonly Key<GlobalRoutingSpec> _globalRouting = Keys.Optional(
        "globalRouting", GlobalRoutingSection.Reader, "The service that distributes requests over regions. Default: none.");

    private static readonly Key<RegistrySpec> _registry = Keys.Optional("registry", RegistrySection.Reader, "The container registry.");
    private static readonly Key<IdentitySpec> _identity = Keys.Optional("identity", IdentitySection.Reader, "Groups and their permissions.");

    private static readonly Key<ImmutableArray<WorkloadSpec>> _workloads = Keys.Default(
        "workloads", new NamedReader<WorkloadSpec>("workloads", NameRule.Own, WorkloadSection.Reader, Limits.Workloads), [], "Workloads in the clusters, by name.");

    private static readonly Key<AllowListSpec> _allow = Keys.Default(
        "allow", AllowSection.Reader, new AllowListSpec(), "Allowed sources and destinations of traffic.");

    private static readonly Key<ImmutableArray<ComponentSpec>> _components = Keys.Default(
        "components", new NamedReader<ComponentSpec>("components", NameRule.Own, ComponentSection.Reader, Limits.Components), [],
        "Other components that journeys require, by name.");

    private static readonly Key<ImmutableArray<JourneyDraft>> _journeys = Keys.Default(
        "journeys", new NamedReader<JourneyDraft>("journeys", NameRule.Own, JourneySection.Reader, Limits.Journeys), [],
        "Journeys of users, by name. The default journeys need no entry.");

    private static readonly Key<ImmutableArray<KeyValuePair<string, ObjectiveSpec>>> _objectives = Keys.Default(
        "objectives", new DictionaryReader<ObjectiveSpec>("objectives", EnvironmentNames.Journey, ObjectiveSection.Reader, Limits.Journeys), [],
        "Target availability, or a mapping of availability, rto and rpo, by journey: serve, or kubernetes-api/green for one of several regions.");

    private static readonly Key<ImmutableArray<CommonCauseSpec>> _commonCauses = Keys.Default(
        "commonCauses", new NamedReader<CommonCauseSpec>("common causes", NameRule.Own, CommonCauseSection.Reader, Limits.CommonCauses), [],
        "Causes that take several components down at once, by name.");

    private static readonly Key<ImmutableArray<KeyValuePair<string, AvailabilitySpec>>> _availabilities = Keys.Default(
        "availabilities",
        new DictionaryReader<AvailabilitySpec>("availabilities", EnvironmentNames.ComponentId, AvailabilitySection.Reader, Limits.Availabilities), [],
        "Availabilities that replace defaults, by component (weu.ingress) or by catalogue service (node).");

    private static readonly Key<ImmutableArray<KeyValuePair<string, MaintenanceSpec>>> _maintenance = Keys.Default(
        "maintenance",
        new DictionaryReader<MaintenanceSpec>("maintenance", EnvironmentNames.ComponentId, MaintenanceSection.Reader, Limits.Availabilities), [],
        "Planned work that takes things down at intervals, by component (weu.ingress) or by catalogue service (sqldb).");

    private static readonly Key<TimingSpec> _timings = Keys.Default(
        "timings", TimingSection.Reader, TimingSection.Defaults, "Reaction times of the platform.");

    private static readonly Key<UsageSpec> _usage = Keys.Default(
        "usage", UsageSection.Reader, new UsageSpec(), "What the environment uses in a month, for its cost. Default: what is paid by use is omitted.");

    private static readonly Key<ImmutableArray<string>> _measurements = Keys.Default(
        MeasurementsKey,
        new ListReader<string>("paths", Texts.Matching("a path of a CSV file", "[^\\r\\n]*[^\\r\\n ]", 1_000), Limits.MeasurementFiles), [],
        "CSV files of measured availabilities, with the columns component,observedHours,downHours,failures.");

    public static MappingReader<EnvironmentDraft> Reader { get; } = new(
        "environment", "an environment", "A Kubernetes environment on Azure, for nines.",
        [
            _schema, _name, _regions, _hubs, _circuits, _globalRouting, _registry, _identity, _workloads, _allow, _components, _journeys, _objectives,
            _commonCauses, _availabilities, _maintenance, _timings, _usage, _measurements,
        ],
        Build);

    private static EnvironmentDraft Build(Fields fields)
    {
        _ = fields.Find(_schema);
        ImmutableArray<JourneyDraft> journeys = fields.Get(_journeys);
        ImmutableDictionary<string, ObjectiveSpec> objectives = Objectives(fields, journeys);
        var spec = new EnvironmentSpec
        {
            Name = fields.Get(_name),
            Regions = fields.Get(_regions),
            Hubs = fields.Get(_hubs),
            Circuits = fields.Get(_circuits),
            GlobalRouting = fields.Find(_globalRouting),
            Registry = fields.Find(_registry),
            Identity = fields.Find(_identity),
            Workloads = fields.Get(_workloads),
            Allow = fields.Get(_allow),
            Components = fields.Get(_components),
            Journeys = [.. journeys.Select(journey => journey.Spec)],
            Objectives = objectives.Where(entry => entry.Value.Unavailability is not null)
                .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Unavailability!.Value, StringComparer.Ordinal),
            RecoveryObjectives = objectives.Where(entry => entry.Value.Recovery is not null)
                .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Recovery!, StringComparer.Ordinal),
            CommonCauses = fields.Get(_commonCauses),
            Availabilities = fields.Get(_availabilities).ToImmutableDictionary(StringComparer.Ordinal),
            Maintenance = fields.Get(_maintenance).ToImmutableDictionary(StringComparer.Ordinal),
            Timings = fields.Get(_timings),
            Usage = fields.Get(_usage),
        };
        return new EnvironmentDraft(spec, fields.Get(_measurements));
    }

    private static ImmutableDictionary<string, ObjectiveSpec> Objectives(Fields fields, ImmutableArray<JourneyDraft> journeys)
    {
        ImmutableDictionary<string, ObjectiveSpec>.Builder all = ImmutableDictionary.CreateBuilder<string, ObjectiveSpec>(StringComparer.Ordinal);
        all.AddRange(fields.Get(_objectives));
        foreach (JourneyDraft journey in journeys)
        {
            if (journey.Objective is { } objective && !all.TryAdd(journey.Spec.Name, objective))
            {
                fields.Context.Report(
                    journey.ObjectivePosition, $"The objective of '{journey.Spec.Name}' is duplicated, here and under objectives.", "Remove one of them.");
            }
        }

        return all.ToImmutable();
    }
}

/// <summary>Reaction times of the platform.</summary>
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

    private static readonly Key<TimeSpan> _nodeUpgrade = Keys.Default(
        "nodeUpgrade", DurationReader.Reaction, _defaults.NodeUpgrade, "Until a node that is upgraded in its place, in a pool with maxSurge 0, is ready again.", "10m");

    private static readonly Key<TimeSpan> _rebalance = Keys.Optional(
        "rebalance", DurationReader.ReactionOrNever,
        "Time after which pods that an outage has moved are back in place, by a descheduler for example; never, or 0s for at once. Default: the rolloutInterval of each workload.");

    public static TimingSpec Defaults => _defaults;

    public static MappingReader<TimingSpec> Reader { get; } = new(
        "timings", "timings", "Mean reaction times of the platform. The defaults are those of Kubernetes and AKS.",
        [_nodeDetection, _podEviction, _podStart, _nodeProvisioning, _nodeUpgrade, _rebalance],
        fields => new TimingSpec
        {
            NodeDetection = fields.Get(_nodeDetection),
            PodEviction = fields.Get(_podEviction),
            PodStart = fields.Get(_podStart),
            NodeProvisioning = fields.Get(_nodeProvisioning),
            NodeUpgrade = fields.Get(_nodeUpgrade),
            Rebalance = fields.Maybe(_rebalance),
        });
}
