using System.Collections.Immutable;
using Nines.Environments.Model;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Predictions;

/// <summary>Computes the model after the loss of failure domains.</summary>
public static class Loss
{
    /// <summary>
    /// The system while failure domains or components are down, after every switchover away from them has ended: what is lost
    /// has unavailability 1, and the failovers that left it are done.
    /// </summary>
    /// <param name="system">The system as it is.</param>
    /// <param name="ids">Ids of failure domains (<c>weu.zone1</c>, <c>weu</c>) or of components (<c>weu.ingress</c>).</param>
    /// <returns>The system without them, or which ids name nothing.</returns>
    public static ReadResult<SystemModel> Apply(SystemModel system, IReadOnlyCollection<string> ids)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(ids);
        string[] known = [.. system.Domains.Select(domain => domain.Id).Concat(system.Components.Select(component => component.Id)).Distinct()];
        Diagnostic[] unknown =
        [
            .. ids.Where(id => !known.Contains(id)).Select(id => new Diagnostic(
                new SourcePosition("--what-if", 0, 0),
                $"'{id}' is neither a failure domain nor a component.",
                Spelling.Hint(id, known))),
        ];
        if (unknown.Length > 0)
        {
            return ReadResult.Failed<SystemModel>([.. unknown]);
        }

        var lost = ids.ToHashSet(StringComparer.Ordinal);
        Dictionary<string, Component> replacements = system.Components
            .Where(component => component.Kind != ComponentKind.Failover && IsLost(component, lost))
            .ToDictionary(component => component.Id, component => With(component, 1, "lost in this scenario"), StringComparer.Ordinal);
        foreach (string finished in FinishedFailovers(system, Rewriter(replacements)))
        {
            Component component = system.Components.First(candidate => candidate.Id == finished);
            replacements.Add(finished, With(component, 0, "the switchover has ended in this scenario"));
        }

        BlockRewriter rewriter = Rewriter(replacements);
        return ReadResult.Of(system with
        {
            Components = [.. system.Components.Select(component => replacements.GetValueOrDefault(component.Id, component))],
            Journeys = [.. system.Journeys.Select(journey => journey with { Block = rewriter.Rewrite(journey.Block) })],
        });
    }

    private static BlockRewriter Rewriter(Dictionary<string, Component> replacements) => new(block =>
        block is ComponentBlock leaf && replacements.TryGetValue(leaf.Component.Id, out Component? other) ? new ComponentBlock(other with { Reaction = null }) : null);

    private static Component With(Component component, double unavailability, string why) => component with
    {
        Unavailability = unavailability,
        UnavailabilitySource = new Provenance(ProvenanceKind.Assumption, why),
    };

    /// <summary>The failovers whose cause is certain to be down: with nothing else broken, what they leave is still down.</summary>
    private static IEnumerable<string> FinishedFailovers(SystemModel system, BlockRewriter rewriter)
    {
        Component[] reactions = [.. system.Components.Where(component => component.Reaction is not null)];
        HashSet<Component> finished = [.. reactions.Where(component => BlockSolver.IsCertainlyDown(rewriter.Rewrite(component.Reaction!.Lost)))];

        // A failover that has ended for one kind of outage has ended for the others: the load has moved.
        HashSet<string> moved = [.. finished.Select(component => component.Reaction!.Name).OfType<string>()];
        return reactions.Where(component => finished.Contains(component) || (component.Reaction!.Name is { } name && moved.Contains(name)))
            .Select(component => component.Id);
    }

    // A component that is lost by its own name takes nothing else with it; a domain takes all components in it except pods:
    // those have been rescheduled, or the blocks of their nodes model that they have not.
    private static bool IsLost(Component component, HashSet<string> lost) =>
        lost.Contains(component.Id)
        || (component.Kind is not (ComponentKind.Pod or ComponentKind.Condition) && component.Domain is { } domain
            && domain.SelfAndAncestors().Any(holder => lost.Contains(holder.Id)));
}
