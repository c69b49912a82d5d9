using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>A free-form component: anything that the other sections do not describe.</summary>
/// <param name="Name">Unique among components, workloads and regions.</param>
/// <param name="Label">Display name; the name when not stated.</param>
/// <param name="Service">Catalogue id, <c>service</c> or <c>service/configuration</c>; null when the availability is stated or it is only a group.</param>
/// <param name="Availability">Stated availability of one replica; null when <paramref name="Service"/> gives it or it is only a group.</param>
/// <param name="Regions">
/// Regions that each hold an instance of it (<c>green.database</c>), lost with the region; empty for one global instance.
/// A requirement from within a region resolves to the instance of that region first.
/// </param>
/// <param name="Zones">Zones that its replicas are spread over; empty when the file states none.</param>
/// <param name="ZoneRedundant">Whether it survives the loss of a zone; null to ask the catalogue.</param>
/// <param name="Replicas">Identical replicas, 1 or more.</param>
/// <param name="Needed">Number of them that must be up.</param>
/// <param name="Requires">The requirement for working; null for none.</param>
public sealed record ComponentSpec(
    string Name,
    string Label,
    string? Service,
    AvailabilitySpec? Availability,
    ImmutableArray<string> Regions,
    ImmutableArray<int> Zones,
    bool? ZoneRedundant,
    int Replicas,
    int Needed,
    RequirementSpec? Requires)
{
    /// <summary>Size as Azure sells it, such as <c>4 vCores</c> or <c>P1</c>; null when not stated. It decides the cost alone.</summary>
    public string? Size { get; init; }

    /// <summary>Stored data in GB; null when not stated. It decides the cost alone.</summary>
    public int? StorageGB { get; init; }

    /// <summary>Cost of one instance in US dollars a month; null to take it from the price catalogue.</summary>
    public double? MonthlyCost { get; init; }

    /// <summary>Copies of its data as the file states them; null when it states none.</summary>
    public DataSpec? Data { get; init; }
}

/// <summary>Reader of free-form components.</summary>
internal static class ComponentSection
{
    private static readonly Key<string> _label = Keys.Optional("label", Texts.Line, "Display name. Default: the name.");

    private static readonly Key<string> _service = Keys.Optional(
        "service",
        Texts.Named("a catalogue service", EnvironmentNames.ComponentId),
        "Service of the catalogue whose availability it has, with its configuration if need be: sqldb/zone-redundant.");

    private static readonly Key<string> _region = Keys.Optional("region", Texts.Name, "Region of the component, which fails with it.");

    private static readonly Key<ImmutableArray<string>> _regions = Keys.Default(
        "regions", new ListReader<string>("regions", Texts.Name, Limits.Regions, 1), [],
        "Regions with an instance of it each. Default: one instance, in no region.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "Zones that its replicas are spread over. Default, in a region: all of them, if it is zone-redundant, else one that is not known.");

    private static readonly Key<bool> _zoneRedundant = Keys.Optional(
        "zoneRedundant", Numbers.Boolean, "Whether each replica survives the loss of a zone. Default: as the catalogue says of its service, else false.");

    private static readonly Key<int> _replicas = Keys.Default("replicas", Numbers.Whole("replicas", 1, Limits.Replicas), 1, "Identical replicas.", 1);

    private static readonly Key<int> _needed = Keys.Default(
        "needed", Numbers.Whole("replicas", 1, Limits.Replicas), 1, "Number of replicas that must be up.", 1);

    private static readonly Key<RequirementSpec> _requires = Keys.Optional(
        "requires", RequirementReader.Instance, "Requirements for working. Default: nothing.");

    private static readonly Key<string> _size = Keys.Optional(
        "size", Texts.Matching("a size such as 4 vCores, D4ds_v5, P1 or 2 units", "[A-Za-z0-9][A-Za-z0-9 _-]*", 40), "Size of one instance, for its cost.");

    private static readonly Key<int> _storage = Keys.Optional(
        "storageGB", Numbers.Whole("gigabytes", 0, 10_000_000), "Data that one instance stores in GB, for its cost.");

    private static readonly Key<double> _monthlyCost = Keys.Optional(
        "monthlyCost", Numbers.Decimal("US dollars", 0, 100_000_000), "Cost of one instance in US dollars a month. Default: its list price, where one is known.");

    private static readonly Key<DataSpec> _data = DataSection.Create("as the catalogue says of its service, else not known");

    public static MappingReader<ComponentSpec> Reader { get; } = new(
        "component", "a component",
        "Something with an availability of its own (availability or service), or a name for what it requires, or both.",
        [_label, _service, .. AvailabilitySection.ComponentKeys, _region, _regions, _zones, _zoneRedundant, _replicas, _needed, _data, _requires, _size, _storage, _monthlyCost],
        Build, Refine);

    private static ComponentSpec Build(Fields fields)
    {
        AvailabilitySpec? availability = AvailabilitySection.Combine(fields, AvailabilitySection.Stated);
        string? service = fields.Find(_service);
        RequirementSpec? requires = fields.Find(_requires);
        string? region = fields.Find(_region);
        ImmutableArray<string> regions = fields.Get(_regions);
        int replicas = fields.Get(_replicas);
        int needed = fields.Get(_needed);
        bool? zoneRedundant = fields.Maybe(_zoneRedundant);
        CheckAvailability(fields);
        if (zoneRedundant == true && fields.Has(_zones))
        {
            fields.Context.Report(
                fields.PositionOfName(_zones), "What is zone-redundant is in no zone of its own.", "Remove zones, or zoneRedundant.");
        }

        if (fields.Has(_region) && fields.Has(_regions))
        {
            fields.Context.Report(fields.PositionOfName(_regions), "'region' and 'regions' exclude each other.", "Keep regions alone.");
        }

        if (needed > replicas && (!fields.Has(_replicas) || fields.IsSound(_replicas)))
        {
            fields.Report(_needed, $"{needed} replicas are needed, but there are only {replicas}.", "Raise replicas, or lower needed.");
            needed = replicas;
        }

        return new ComponentSpec(
            fields.Name,
            fields.Find(_label) ?? fields.Name,
            service,
            availability,
            region is null ? regions : [region],
            fields.Get(_zones),
            zoneRedundant,
            replicas,
            needed,
            requires)
        {
            Size = fields.Find(_size),
            StorageGB = fields.Maybe(_storage),
            MonthlyCost = fields.Maybe(_monthlyCost),
            Data = fields.Find(_data),
        };
    }

    private static void CheckAvailability(Fields fields)
    {
        bool isStated = AvailabilitySection.ComponentKeys.Any(fields.Has);
        if (fields.Has(_service) && isStated)
        {
            fields.Context.Report(
                fields.PositionOfName(_service), "The availability is stated and also taken from a catalogue service.", "Remove one of them.");
        }
        else if (!fields.Has(_service) && !isStated && !fields.Has(_requires))
        {
            fields.Context.Report(
                fields.Position, $"Nothing says how available '{fields.Name}' is.", "Give availability, service or requires.");
        }
        else if (isStated && AvailabilitySection.ComponentKeys.Count(fields.Has) == 1 && fields.Has(AvailabilitySection.MeanDownTime))
        {
            fields.Context.Report(
                fields.PositionOfName(AvailabilitySection.MeanDownTime), "'meanDownTime' alone does not say how available it is.", "Give availability or meanUpTime too.");
        }
    }

    private static void Refine(JsonObject schema)
    {
        Schema.AtLeastOneOf("service", "availability", "unavailability", "meanUpTime", "requires")(schema);
        schema["dependentRequired"] = new JsonObject { ["meanUpTime"] = new JsonArray("meanDownTime") };
        schema["not"] = new JsonObject { ["required"] = new JsonArray("region", "regions") };
    }
}

/// <summary>Checks that the catalogue has each service that a component names.</summary>
internal static class ServiceCheck
{
    private const int MaxListed = 20;
    private const string ByHand =
        "Otherwise, state availability and meanDownTime instead of service (availability: 99.9%, meanDownTime: 30m), or add the service to a file for --catalogue.";

    public static void Run(CheckContext context)
    {
        foreach (ComponentSpec component in context.Spec.Components)
        {
            if (component.Service is { } service && context.Catalogue.Find(service) is null)
            {
                string[] candidates = [.. Candidates(context.Catalogue, service)];
                string? near = Spelling.Nearest(service, candidates);
                string known = near is null && candidates.Length <= MaxListed ? $" It has: {string.Join(", ", candidates)}." : "";
                context.Reading.Report(
                    context.Document.PositionOf("components", component.Name, "service"),
                    $"The catalogue has no service {Sanitizer.Quote(service)}.{known}",
                    (near is null ? "" : $"Did you mean '{near}'? ") + ByHand);
            }
        }
    }

    /// <summary>The configurations when the service is right, else services, alone and with configuration.</summary>
    private static IEnumerable<string> Candidates(AvailabilityCatalogue catalogue, string written)
    {
        int slash = written.IndexOf('/', StringComparison.Ordinal);
        string service = slash < 0 ? written : written[..slash];
        if (!catalogue.Of(service).IsEmpty)
        {
            return catalogue.Of(service).Select(entry => $"{service}/{entry.Configuration}");
        }

        return slash < 0
            ? catalogue.Services.Order(StringComparer.Ordinal)
            : catalogue.Entries.Select(entry => $"{entry.Service}/{entry.Configuration}").Concat(catalogue.Services).Distinct(StringComparer.Ordinal);
    }
}
