namespace Nines.Guard.Decisions.Rbac;

internal enum ClusterKind
{
    /// <summary>Microsoft.ContainerService/managedClusters.</summary>
    Aks,

    /// <summary>Microsoft.Kubernetes/connectedClusters.</summary>
    Arc,
}

internal enum CheckApi
{
    /// <summary>checkaccess of Azure Resource Manager, 2018-09-01-preview.</summary>
    V1,

    /// <summary>The policy decision point, 2021-06-01-preview.</summary>
    V2,
}

/// <summary>Form of a namespace in a scope.</summary>
internal enum NamespaceScope
{
    /// <summary><c>{resource}/namespaces/{namespace}</c>.</summary>
    Namespaces,

    /// <summary><c>{resource}/providers/Microsoft.KubernetesConfiguration/namespaces/{namespace}</c>.</summary>
    KubernetesConfiguration,
}

/// <summary>Options of questions about role assignments.</summary>
internal sealed record RbacOptions
{
    /// <summary>The cluster: <c>/subscriptions/.../managedClusters/NAME</c> or <c>.../connectedClusters/NAME</c>.</summary>
    public required string ResourceId { get; init; }

    public ClusterKind Kind { get; init; } = ClusterKind.Aks;

    public CheckApi Api { get; init; } = CheckApi.V1;

    /// <summary>Azure Resource Manager; another one for another cloud.</summary>
    public Uri ManagementEndpoint { get; init; } = new("https://management.azure.com/");

    /// <summary>Scope of a token for it; that of the endpoint itself when empty.</summary>
    public string ManagementScope { get; init; } = "";

    /// <summary>The policy decision point; path and API version are optional. Needed by <see cref="CheckApi.V2"/>.</summary>
    public Uri? DecisionEndpoint { get; init; }

    public string DecisionScope { get; init; } = "https://authorization.azure.net/.default";

    /// <summary>The tenant whose directory the object ids are from; part of the names of cached decisions.</summary>
    public string Tenant { get; init; } = "";

    public NamespaceScope NamespaceScope { get; init; } = NamespaceScope.Namespaces;

    /// <summary>Asked after the cluster: <c>{this}/managedNamespaces/{namespace}</c>; not when empty. Usually the cluster itself.</summary>
    public string ManagedNamespacesOf { get; init; } = "";

    /// <summary>Asked last, at its namespaces and managed namespaces, with the actions of fleet members; not when empty.</summary>
    public string FleetId { get; init; } = "";

    /// <summary>
    /// Asks for resources that Azure has no operations for as <c>customresources</c>, with group and kind as attributes that conditions of
    /// role assignments can use.
    /// </summary>
    public bool CustomResources { get; init; }

    /// <summary>Sends pods/log, pods/exec and the like as an attribute that conditions can use.</summary>
    public bool SubresourceAttributes { get; init; }

    /// <summary>Refuses users without an Entra object id, instead of leaving them to the other authorizers.</summary>
    public bool DenyWithoutOid { get; init; }

    /// <summary>Lets every Entra user read /api, /apis, /openapi, /version and /healthz without asking Azure.</summary>
    public bool AllowDiscovery { get; init; } = true;

    /// <summary>Time for which a decision without a validity of its own is kept: the resource does not exist (404), or the question was rejected.</summary>
    public TimeSpan RejectedTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls of one question under way at once, when it has more than <see cref="ActionsPerCall"/> actions.</summary>
    public int ParallelCalls { get; init; } = 4;

    /// <summary>More actions than this are not asked for.</summary>
    public int MaxActions { get; init; } = 4000;

    /// <summary>Pages of one answer that are followed.</summary>
    public int MaxPages { get; init; } = 20;

    /// <summary>Interval between readings of Azure's operations; the last good ones stay after a failure.</summary>
    public TimeSpan OperationsRefresh { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The limit of checkaccess.</summary>
    public const int ActionsPerCall = 200;

    /// <summary>Says what is wrong; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        CheckId(ResourceId, nameof(ResourceId), isOptional: false);
        CheckId(ManagedNamespacesOf, nameof(ManagedNamespacesOf), isOptional: true);
        CheckId(FleetId, nameof(FleetId), isOptional: true);
        if (Api == CheckApi.V2 && DecisionEndpoint is null)
        {
            problems.Add($"{nameof(DecisionEndpoint)} is missing; {nameof(CheckApi.V2)} needs it.");
        }

        return problems;

        void CheckId(string id, string name, bool isOptional)
        {
            if (id.Length == 0 ? !isOptional : !AzureResourceId.IsGood(id))
            {
                problems.Add($"{name} is '{id}'; expected a resource id such as /subscriptions/.../resourceGroups/.../providers/.../NAME.");
            }
        }
    }
}
