using System.Collections.Immutable;
using Nines.Environments.Specs;

namespace Nines.Environments.Losses;

/// <summary>Effect of the loss of each failure domain and each service, one at a time, while everything else works.</summary>
/// <param name="Rows">By class, in the order of the model; losses of equal things with equal effects share a row.</param>
/// <param name="Omitted">Losses that were not computed since there are too many.</param>
public sealed record LossTable(ImmutableArray<LossRow> Rows, int Omitted);

/// <summary>Effect of one loss.</summary>
/// <param name="Label">Display name of what is lost.</param>
/// <param name="Class">Class of the disruption.</param>
/// <param name="Ids">Ids of the components that are each lost with this effect, in the order of the model.</param>
/// <param name="MeanDownTime">Mean time until what is lost is repaired; null when it is not known.</param>
/// <param name="Journeys">The journeys that stop, in report order.</param>
/// <param name="Capacity">What is left of the workloads that lose nodes.</param>
/// <param name="Data">Data at risk of the components that lose a copy.</param>
public sealed record LossRow(
    string Label,
    DisruptionClass Class,
    ImmutableArray<string> Ids,
    TimeSpan? MeanDownTime,
    ImmutableArray<JourneyLoss> Journeys,
    ImmutableArray<CapacityLeft> Capacity,
    ImmutableArray<DataAtRisk> Data);

/// <summary>Interruption of a journey by a loss.</summary>
/// <param name="Journey">Name of the journey.</param>
/// <param name="Share">Share of its requests that fail, more than 0 to 1.</param>
/// <param name="LastsUntilRepair">True when nothing but the repair ends it.</param>
/// <param name="Duration">How long it lasts; null when that depends on a repair of unknown length.</param>
/// <param name="UnstatedZones">Resources in a zone that the file does not state, assumed to be in the lost one.</param>
public sealed record JourneyLoss(string Journey, double Share, bool LastsUntilRepair, Interruption? Duration, ImmutableArray<string> UnstatedZones);

/// <summary>Distribution of the length of an interruption, in seconds.</summary>
/// <param name="Mean">Mean length.</param>
/// <param name="Short">5 % are shorter.</param>
/// <param name="Long">95 % are shorter; objectives are judged by it.</param>
public readonly record struct Interruption(double Mean, double Short, double Long)
{
    /// <summary>The share of interruptions that is shorter than <see cref="Long"/>, and longer than <see cref="Short"/>.</summary>
    public const double Percentile = 0.95;

    /// <summary>Exponentially distributed length, which repairs have.</summary>
    public static Interruption Exponential(TimeSpan mean) => new(
        mean.TotalSeconds, -mean.TotalSeconds * Math.Log(Percentile), -mean.TotalSeconds * Math.Log(1 - Percentile));
}

/// <summary>What is left of a workload right after the loss of nodes, before pods are rescheduled.</summary>
/// <param name="Workload">Name of the workload.</param>
/// <param name="Region">Name of its region.</param>
/// <param name="Pool">Name of its node pool.</param>
/// <param name="PodsLeft">Pods that still run.</param>
/// <param name="Pods">Pods in normal operation.</param>
/// <param name="PodsNeeded">Pods that must be ready.</param>
/// <param name="NodesLeft">Nodes of the pool that are still up.</param>
/// <param name="Nodes">Nodes of the pool in normal operation.</param>
/// <param name="NodesNeeded">Nodes on which the needed pods of all workloads of the pool have room.</param>
/// <param name="Spare">Nodes that the autoscaler may add.</param>
public sealed record CapacityLeft(
    string Workload, string Region, string Pool, int PodsLeft, int Pods, int PodsNeeded, int NodesLeft, int Nodes, int NodesNeeded, int Spare);

/// <summary>Amount of data that a loss may cost.</summary>
public enum DataRisk
{
    /// <summary>The writes of a period, possibly 0.</summary>
    Period,

    /// <summary>All of it: there is no copy elsewhere.</summary>
    Everything,

    /// <summary>The file and the catalogue do not state the copies.</summary>
    NotStated,
}

/// <summary>Data of one component after a loss.</summary>
/// <param name="Component">Display name of the component or workload.</param>
/// <param name="Id">Its name in the file, after its region: <c>weu.orders</c>.</param>
/// <param name="Risk">Kind of the amount.</param>
/// <param name="Period">The writes of this period are at risk; null unless the amount is a period.</param>
/// <param name="Reason">The copy that limits the loss, or what is not stated.</param>
public sealed record DataAtRisk(string Component, string Id, DataRisk Risk, TimeSpan? Period, string Reason);
