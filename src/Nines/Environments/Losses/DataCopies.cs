using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Environments.Specs;

namespace Nines.Environments.Losses;

/// <summary>The copies of data in an environment, and what a loss leaves of them.</summary>
internal sealed class DataCopies
{
    private readonly ImmutableArray<Holder> _holders;

    /// <summary>Something that holds data, or may.</summary>
    /// <param name="Label">Display name.</param>
    /// <param name="Id">Its name in the file, after its region.</param>
    /// <param name="Region">Id of the region that holds it; null for none.</param>
    /// <param name="Zones">Ids of the zones that hold it; empty for any zone of the region.</param>
    /// <param name="Nodes">Ids of the nodes that hold it; empty for a service.</param>
    /// <param name="Components">Ids of its components in the model.</param>
    /// <param name="Data">Its copies as far as they are known.</param>
    private sealed record Holder(
        string Label, string Id, string? Region, ImmutableHashSet<string> Zones, ImmutableHashSet<string> Nodes, ImmutableHashSet<string> Components, DataSpec Data);

    public DataCopies(EnvironmentSpec spec, SystemModel system, AvailabilityCatalogue catalogue) => _holders =
    [
        .. spec.Components.Where(component => component.Service is not null || component.Availability is not null || component.Data is not null)
            .SelectMany(component => OfComponent(spec, component, catalogue)),
        .. system.Workloads.Where(placed => placed.Workload.Data is not null).DistinctBy(placed => (placed.Region, placed.Workload.Name)).Select(OfWorkload),
    ];

    /// <summary>Data at risk in the loss of a component of the model.</summary>
    public IEnumerable<DataAtRisk> AtRisk(Component lost, DisruptionClass @class) => _holders
        .Where(holder => !holder.Data.IsStateless && LosesCopy(holder, lost, @class))
        .Select(holder => Judge(holder, @class));

    /// <summary>The components of the model whose data a holder has, by the id of the holder.</summary>
    public IEnumerable<(string Id, ImmutableHashSet<string> Components)> Holders => _holders.Select(holder => (holder.Id, holder.Components));

    private static IEnumerable<Holder> OfComponent(EnvironmentSpec spec, ComponentSpec component, AvailabilityCatalogue catalogue)
    {
        DataSpec? published = component.Service is { } service ? catalogue.Find(service)?.Data : null;
        DataSpec data = component.Data?.Or(published) ?? published ?? new DataSpec();
        foreach (string region in component.Regions.DefaultIfEmpty(""))
        {
            string id = region.Length == 0 ? component.Name : $"{region}.{component.Name}";
            yield return new Holder(
                region.Length == 0 ? component.Label : $"{component.Label} in {region}", id, region.Length == 0 ? null : region,
                [.. component.Zones.Select(zone => region.Length == 0 ? $"zone{zone}" : $"{region}.zone{zone}")], [], [.. ComponentModel.IdsOf(spec, id)], data);
        }
    }

    private static Holder OfWorkload(PlacedWorkload placed) => new(
        $"{placed.Workload.Name} in {placed.Region}", $"{placed.Region}.{placed.Workload.Name}", placed.Region,
        placed.IsZoneUnknown ? [] : [.. placed.Pods.Select(node => node.Parent!.Id)], [.. placed.Pods.Select(node => node.Id)],
        [.. placed.Pods.Select((_, index) => $"{placed.Region}.{placed.Workload.Name}-{index}")], placed.Workload.Data!);

    private static bool LosesCopy(Holder holder, Component lost, DisruptionClass @class) => @class switch
    {
        DisruptionClass.Region => holder.Region == lost.Domain!.Id,
        DisruptionClass.Zone => holder.Zones.Contains(lost.Domain!.Id)
            || (holder.Zones.IsEmpty && holder.Region is not null && holder.Region == lost.Domain.Parent?.Id),
        DisruptionClass.Node => holder.Nodes.Contains(lost.Domain!.Id),
        _ => holder.Nodes.IsEmpty && holder.Components.Contains(lost.Id),
    };

    /// <summary>
    /// The best copy that is not in what is lost. A copy further away is one too: what is in another region survives the loss of a zone. The loss
    /// of a service takes all copies in its region, that of one replica only its own.
    /// </summary>
    private static DataAtRisk Judge(Holder holder, DisruptionClass @class)
    {
        DataSpec data = holder.Data;
        (string Where, Replication? Copies)[] outside = @class switch
        {
            DisruptionClass.Node => [("other nodes", data.Nodes), ("other zones", data.Zones), ("other regions", data.Regions)],
            DisruptionClass.Zone => [("other zones", data.Zones), ("other regions", data.Regions)],
            DisruptionClass.Service when holder.Components.Count > 1 => [("other replicas", data.Nodes ?? data.Zones), ("other regions", data.Regions)],
            _ => [("other regions", data.Regions)],
        };
        DataAtRisk Result(DataRisk risk, TimeSpan? period, string reason) => new(holder.Label, holder.Id, risk, period, reason);
        if (outside.FirstOrDefault(copy => copy.Copies == Replication.Synchronous) is { Where: { } exact })
        {
            return Result(DataRisk.Period, TimeSpan.Zero, $"synchronous copies in {exact}");
        }

        (string Where, Replication? Copies) late = outside.FirstOrDefault(copy => copy.Copies == Replication.Asynchronous);
        return late.Where is not null && data.Lag is { } lag && !(data.Backup < lag) ? Result(DataRisk.Period, lag, $"asynchronous copies in {late.Where}")
            : data.Backup is { } backup ? Result(DataRisk.Period, backup, "the last backup")
            : late.Where is not null ? Result(DataRisk.NotStated, null, $"lag of the copies in {late.Where} is not stated")
            : outside.All(copy => copy.Copies == Replication.None) ? Result(DataRisk.Everything, null, "no copies elsewhere")
            : Result(DataRisk.NotStated, null, $"copies in {outside.First(copy => copy.Copies is null).Where} are not stated");
    }
}
