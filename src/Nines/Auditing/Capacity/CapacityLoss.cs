using System.Collections.Immutable;
using Nines.Auditing.FailureDomains;
using Nines.Clusters;
using Nines.Domains;
using Nines.Placement;

namespace Nines.Auditing.Capacity;

/// <summary>Pods of one workload that find no node.</summary>
/// <param name="Workload">Whose.</param>
/// <param name="Pods">How many.</param>
/// <param name="Reason">What the scheduler would say of one of them.</param>
public sealed record Stranded(ObjectName Workload, int Pods, string Reason);

/// <summary>Whether the rest of the cluster can take the pods of a lost domain, by the scheduler's own rules.</summary>
/// <param name="Axis">The kind of domain.</param>
/// <param name="Domain">The one that is lost.</param>
/// <param name="Kind">Whether its nodes stay registered.</param>
/// <param name="LostNodes">How many nodes it has.</param>
/// <param name="Displaced">Pods that their controllers make anew.</param>
/// <param name="Stranded">Those that find no node, by workload.</param>
public sealed record CapacityLoss(DomainAxis Axis, FailureDomain Domain, LossKind Kind, int LostNodes, int Displaced, ImmutableArray<Stranded> Stranded);
