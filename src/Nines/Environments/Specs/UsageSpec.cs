using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>What an environment uses in a month, where Azure bills by use; null for what the file does not state.</summary>
public sealed record UsageSpec
{
    /// <summary>Requests to Front Door, or DNS queries to Traffic Manager.</summary>
    public double? Requests { get; init; }

    /// <summary>GB sent to the internet.</summary>
    public double? OutboundGB { get; init; }

    /// <summary>GB sent between regions.</summary>
    public double? BetweenRegionsGB { get; init; }

    /// <summary>GB of logs that Log Analytics ingests.</summary>
    public double? LogsGB { get; init; }
}

/// <summary>Reader of what is used in a month.</summary>
internal static class UsageSection
{
    private const double Most = 1e12;

    private static readonly Key<double> _requests = Keys.Optional(
        "requests", Numbers.Decimal("requests", 0, Most), "Requests to Front Door, or DNS queries to Traffic Manager.");

    private static readonly Key<double> _outbound = Keys.Optional("outboundGB", Numbers.Decimal("gigabytes", 0, Most), "GB sent to the internet.");

    private static readonly Key<double> _between = Keys.Optional(
        "betweenRegionsGB", Numbers.Decimal("gigabytes", 0, Most), "GB sent between regions. Traffic between the zones of a region is free.");

    private static readonly Key<double> _logs = Keys.Optional("logsGB", Numbers.Decimal("gigabytes", 0, Most), "GB of logs that Log Analytics ingests.");

    public static MappingReader<UsageSpec> Reader { get; } = new(
        "usage", "usage", "What the environment uses in a month; it decides the cost alone.", [_requests, _outbound, _between, _logs],
        fields => new UsageSpec
        {
            Requests = fields.Maybe(_requests),
            OutboundGB = fields.Maybe(_outbound),
            BetweenRegionsGB = fields.Maybe(_between),
            LogsGB = fields.Maybe(_logs),
        });
}
