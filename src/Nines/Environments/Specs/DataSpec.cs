using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>How writes reach the copies of data in other failure domains.</summary>
public enum Replication
{
    /// <summary>There is no copy there.</summary>
    None,

    /// <summary>Writes are confirmed before they are copied, so that the last ones can be lost.</summary>
    Asynchronous,

    /// <summary>Writes are confirmed only when they are copied.</summary>
    Synchronous,
}

/// <summary>Copies of the data of a component or a workload. What is null is not known.</summary>
public sealed record DataSpec
{
    /// <summary>Copies on other nodes.</summary>
    public Replication? Nodes { get; init; }

    /// <summary>Copies in other zones.</summary>
    public Replication? Zones { get; init; }

    /// <summary>Copies in other regions.</summary>
    public Replication? Regions { get; init; }

    /// <summary>Longest usual delay of asynchronous copies.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>Interval between backups that survive the loss of the region.</summary>
    public TimeSpan? Backup { get; init; }

    /// <summary>True for something that holds no data.</summary>
    public bool IsStateless { get; init; }

    /// <summary>This statement, completed by another where it says nothing.</summary>
    public DataSpec Or(DataSpec? other) => other is null || IsStateless ? this : this with
    {
        Nodes = Nodes ?? other.Nodes,
        Zones = Zones ?? other.Zones,
        Regions = Regions ?? other.Regions,
        Lag = Lag ?? other.Lag,
        Backup = Backup ?? other.Backup,
    };
}

/// <summary>Reader of copies of data.</summary>
public static class DataSection
{
    private static readonly Key<Replication> _nodes = Copies("nodes", "on other nodes");
    private static readonly Key<Replication> _zones = Copies("zones", "in other zones");
    private static readonly Key<Replication> _regions = Copies("regions", "in other regions");

    private static readonly Key<TimeSpan> _lag = Keys.Optional(
        "lag", DurationReader.Reaction, "Longest usual delay of asynchronous copies: the writes of this period can be lost.");

    private static readonly Key<TimeSpan> _backup = Keys.Optional(
        "backup", DurationReader.Positive, "Interval between backups that survive the loss of the region, such as 1d.");

    private static readonly Key<bool> _stateless = Keys.Default(
        "stateless", Numbers.Boolean, false, "True if it holds no data that can be lost.", false);

    public static MappingReader<DataSpec> Reader { get; } = new(
        "data", "data", "Copies of the data that it holds. What is not stated is not known.", [_nodes, _zones, _regions, _lag, _backup, _stateless], Build);

    /// <summary>The key <c>data</c> of a component, a workload or a catalogue entry.</summary>
    public static Key<DataSpec> Create(string fallback) => Keys.Optional("data", Reader, $"Copies of the data that it holds, for recovery points. Default: {fallback}.");

    private static DataSpec Build(Fields fields)
    {
        Key<Replication>[] copies = [_nodes, _zones, _regions];
        var data = new DataSpec
        {
            Nodes = fields.Maybe(_nodes),
            Zones = fields.Maybe(_zones),
            Regions = fields.Maybe(_regions),
            Lag = fields.Maybe(_lag),
            Backup = fields.Maybe(_backup),
            IsStateless = fields.Get(_stateless),
        };
        if (data.IsStateless && (copies.Any(fields.Has) || fields.Has(_lag) || fields.Has(_backup)))
        {
            fields.Context.Report(fields.PositionOfName(_stateless), "What is stateless has no copies of data.", "Remove stateless, or everything beside it.");
        }

        if (fields.Has(_lag) && copies.All(copy => !fields.Has(copy) || (fields.IsSound(copy) && fields.Get(copy) != Replication.Asynchronous)))
        {
            fields.Context.Report(fields.PositionOfName(_lag), "'lag' is the delay of asynchronous copies, and there are none.", "Add zones: asynchronous or regions: asynchronous, or remove lag.");
        }

        return data;
    }

    private static Key<Replication> Copies(string name, string where) => Keys.Optional(
        name,
        Texts.OneOf("a replication", ("synchronous", Replication.Synchronous), ("asynchronous", Replication.Asynchronous), ("none", Replication.None)),
        $"How writes reach copies {where}; none if there are no copies {where}.");
}
