using System.Collections.Immutable;
using Nines.Domains;

namespace Nines.Environments.Model;

/// <summary>What an environment file means: components in failure domains, and journeys over them.</summary>
/// <param name="Name">The environment's name.</param>
/// <param name="Domains">Every failure domain, parents before children; the first is the root.</param>
/// <param name="Components">Every component, each once.</param>
/// <param name="Journeys">What users need, in the order of the report.</param>
/// <param name="Assumptions">What the model takes for granted, in words, each once.</param>
public sealed record SystemModel(
    string Name,
    ImmutableArray<FailureDomain> Domains,
    ImmutableArray<Component> Components,
    ImmutableArray<Journey> Journeys,
    ImmutableArray<string> Assumptions)
{
    /// <summary>Which component stands for the switchover away from which block.</summary>
    public ImmutableArray<Failover> Failovers { get; init; } = [];
}

/// <summary>Something a user needs.</summary>
/// <param name="Name">Short and unique: <c>serve</c>.</param>
/// <param name="Title">For people: <c>Serve a request</c>.</param>
/// <param name="Block">The diagram that must be up.</param>
/// <param name="Objective">The availability objective as the highest acceptable unavailability, 0 to 1; null when there is none.</param>
public sealed record Journey(string Name, string Title, Block Block, double? Objective);

/// <param name="ComponentId">The component (phi) that is down while nothing has taken over yet.</param>
/// <param name="Lost">What it switches away from.</param>
public sealed record Failover(string ComponentId, Block Lost);
