using System.Collections.Immutable;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Turns a question of Kubernetes into the question to Azure: which actions, at which scopes, in which order.</summary>
internal sealed class QuestionPlanner(RbacOptions options, OperationCatalogue catalogue)
{
    private readonly string _cluster = Prefixes.OfCluster(options.Kind);
    private readonly ActionMapper _mapper = new(options);

    /// <returns>The question, or why Azure cannot be asked it.</returns>
    /// <exception cref="GuardUnavailableException">It takes Azure's operations to map it, and they are not known yet.</exception>
    public async ValueTask<(CheckQuestion? Question, string? Refusal)> PlanAsync(AccessQuestion asked, CancellationToken cancellation)
    {
        string place = asked.Resource?.Namespace ?? "";
        if (place.Length > 0 && !ActionNames.IsName(place))
        {
            return (null, "the namespace is not a name of Kubernetes");
        }

        bool needsOperations = _mapper.NeedsOperations(asked);
        ActionMapping own = _mapper.Map(asked, _cluster, needsOperations ? await catalogue.GetAsync(_cluster, cancellation) : null);
        if (Refusal(own) is { } refusal)
        {
            return (null, refusal);
        }

        ImmutableArray<ScopeQuestion>.Builder scopes = ImmutableArray.CreateBuilder<ScopeQuestion>(4);
        scopes.Add(new ScopeQuestion(options.ResourceId + Namespace(place), own.Actions));
        if (options.ManagedNamespacesOf.Length > 0 && place.Length > 0)
        {
            scopes.Add(new ScopeQuestion($"{options.ManagedNamespacesOf}/managedNamespaces/{place}", own.Actions));
        }

        if (options.FleetId.Length > 0)
        {
            ActionMapping members = _mapper.Map(
                asked, Prefixes.FleetMembers, needsOperations ? await catalogue.GetAsync(Prefixes.FleetMembers, cancellation) : null);
            if (Refusal(members) is null)
            {
                scopes.Add(new ScopeQuestion(options.FleetId + Namespace(place), members.Actions));
                if (place.Length > 0)
                {
                    scopes.Add(new ScopeQuestion($"{options.FleetId}/managedNamespaces/{place}", members.Actions));
                }
            }
        }

        return (new CheckQuestion(asked.User.ObjectId!, Groups(asked.User.Groups), scopes.DrainToImmutable()), null);
    }

    /// <summary>Those of Entra ID, sorted, each once. The guard's own authenticator names them so, and then there is nothing to sort.</summary>
    private static ImmutableArray<string> Groups(ImmutableArray<string> given)
    {
        ImmutableArray<string>.Builder groups = ImmutableArray.CreateBuilder<string>(given.Length);
        bool isSorted = true;
        foreach (string group in given)
        {
            if (ObjectId.IsOne(group))
            {
                isSorted = isSorted && (groups.Count == 0 || string.CompareOrdinal(groups[^1], group) < 0);
                groups.Add(group);
            }
        }

        return isSorted ? groups.DrainToImmutable() : [.. groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private string Namespace(string place) => place.Length == 0 ? ""
        : options.NamespaceScope == NamespaceScope.Namespaces ? $"/namespaces/{place}"
        : $"/providers/Microsoft.KubernetesConfiguration/namespaces/{place}";

    private string? Refusal(ActionMapping mapping) =>
        mapping.Refusal ?? (mapping.Actions.Length > options.MaxActions ? $"it stands for more than {options.MaxActions} actions of Azure" : null);
}
