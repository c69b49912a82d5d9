using System.Collections.Immutable;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

public enum GlobalRoutingKind
{
    FrontDoor,
    TrafficManager,
}

public enum RoutingMethod
{
    /// <summary>All origins carry a share of the traffic.</summary>
    Weighted,

    /// <summary>The origin of the lowest priority number that is healthy carries all.</summary>
    Priority,

    /// <summary>The nearest healthy origin.</summary>
    Latency,
}

/// <param name="Kind">Service that spreads requests over regions.</param>
/// <param name="Method">Method of choosing an origin.</param>
/// <param name="Origins">One per region that takes part, in file order; at least one.</param>
/// <param name="Failover">Health probes: times to detect a lost origin and to stop using it.</param>
public sealed record GlobalRoutingSpec(
    GlobalRoutingKind Kind, RoutingMethod Method, ImmutableArray<OriginSpec> Origins, FailoverSpec Failover)
{
    /// <summary>SKU of Front Door, <c>standard</c> or <c>premium</c>; null when not stated. It decides the cost alone.</summary>
    public string? Sku { get; init; }
}

/// <param name="Region">Name of the region.</param>
/// <param name="Weight">1 to 1000; the share of traffic for weighted routing.</param>
/// <param name="Priority">1 to 5; lower is preferred.</param>
public sealed record OriginSpec(string Region, int Weight, int Priority);

/// <summary>Service that spreads requests over regions.</summary>
internal static class GlobalRoutingSection
{
    private static readonly Key<GlobalRoutingKind> _kind = Keys.Required(
        "kind",
        Texts.OneOf(
            "a kind of global routing", ("frontDoor", GlobalRoutingKind.FrontDoor), ("trafficManager", GlobalRoutingKind.TrafficManager)),
        GlobalRoutingKind.FrontDoor,
        "Service that distributes requests over regions.");

    private static readonly Key<RoutingMethod> _method = Keys.Default(
        "method",
        Texts.OneOf(
            "a routing method",
            ("weighted", RoutingMethod.Weighted), ("priority", RoutingMethod.Priority), ("latency", RoutingMethod.Latency)),
        RoutingMethod.Latency,
        "weighted: all origins carry a share; priority: the healthy one of lowest number carries all; latency: the nearest healthy one.",
        "latency");

    private static readonly Key<int> _weight = Keys.Default(
        "weight", Numbers.Whole("a weight", 1, 1_000), 500, "Share of the traffic for method weighted.", 500);

    private static readonly Key<int> _priority = Keys.Default(
        "priority", Numbers.Whole("a priority", 1, 5), 1, "Rank for method priority; lower is preferred.", 1);

    private static readonly MappingReader<OriginSpec> _origin = new(
        "origin", "an origin", "A region that takes part.", [_weight, _priority],
        fields => new OriginSpec(fields.Name, fields.Get(_weight), fields.Get(_priority)));

    private static readonly Key<ImmutableArray<OriginSpec>> _origins = Keys.Required(
        "origins", new NamedReader<OriginSpec>("origins", NameRule.Own, _origin, Limits.Regions, 1), [], "The regions that take part, by name.");

    private static readonly Key<FailoverSpec> _failover = Keys.Default(
        "failover", FailoverSection.Reader, new FailoverSpec(), "Health probes: detection of a lost region, and failover from it.");

    private static readonly Key<string> _sku = Keys.Optional(
        "sku", Texts.OneOf("a Front Door SKU", "standard", "premium"), "SKU of Front Door, for its cost. Default: its cost is unknown.");

    public static MappingReader<GlobalRoutingSpec> Reader { get; } = new(
        "globalRouting", "global routing", "Distribution of requests over regions, and failover from a lost one.",
        [_kind, _sku, _method, _origins, _failover],
        Build);

    private static GlobalRoutingSpec Build(Fields fields)
    {
        GlobalRoutingKind kind = fields.Get(_kind);
        if (fields.Has(_sku) && kind != GlobalRoutingKind.FrontDoor && fields.IsSound(_kind))
        {
            fields.Context.Report(fields.PositionOfName(_sku), "Only Front Door has a 'sku'.", "Remove it, or use kind: frontDoor.");
        }

        return new GlobalRoutingSpec(kind, fields.Get(_method), fields.Get(_origins), fields.Get(_failover)) { Sku = fields.Find(_sku) };
    }
}

/// <summary>Every region that the global routing sends requests to has something that answers them.</summary>
internal static class OriginCheck
{
    public static void Run(CheckContext context)
    {
        EnvironmentSpec spec = context.Spec;

        // What a region lacks may only be unreadable.
        if (context.Reading.HasFaults || spec.GlobalRouting is null)
        {
            return;
        }

        HashSet<string> idle = [.. spec.Regions.Where(region => !ReferenceNames.Serves(spec, region)).Select(region => region.Name)];
        foreach (OriginSpec origin in spec.GlobalRouting.Origins.Where(origin => idle.Contains(origin.Region)))
        {
            context.Reading.Report(
                context.Document.PositionOfKey("globalRouting", "origins", origin.Region),
                $"Requests are sent to '{origin.Region}', which has neither an ingress nor a workload that serves requests.",
                "Add one there, or remove the origin.");
        }
    }
}
