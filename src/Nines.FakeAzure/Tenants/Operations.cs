using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nines.FakeAzure.Tenants;

/// <summary>The operations that the resource providers of clusters list: resources of Kubernetes by API group, each with read, write and delete, and some of their own.</summary>
internal static class Operations
{
    public const string ContainerService = "Microsoft.ContainerService";
    public const string Kubernetes = "Microsoft.Kubernetes";

    // Each line: the group with a slash, or nothing for the core; then its resources.
    private static readonly (string Group, string Resources)[] s_resources =
    [
        ("", "bindings componentstatuses configmaps endpoints events limitranges namespaces nodes persistentvolumeclaims persistentvolumes pods podtemplates replicationcontrollers resourcequotas secrets serviceaccounts services"),
        ("admissionregistration.k8s.io/", "initializerconfigurations mutatingwebhookconfigurations validatingwebhookconfigurations"),
        ("apiextensions.k8s.io/", "customresourcedefinitions"),
        ("apiregistration.k8s.io/", "apiservices"),
        ("apps/", "controllerrevisions daemonsets deployments replicasets statefulsets"),
        ("autoscaling/", "horizontalpodautoscalers"),
        ("batch/", "cronjobs jobs"),
        ("certificates.k8s.io/", "certificatesigningrequests"),
        ("coordination.k8s.io/", "leases"),
        ("discovery.k8s.io/", "endpointslices"),
        ("events.k8s.io/", "events"),
        ("extensions/", "daemonsets deployments ingresses networkpolicies podsecuritypolicies replicasets"),
        ("flowcontrol.apiserver.k8s.io/", "flowschemas prioritylevelconfigurations"),
        ("metrics.k8s.io/", "nodes pods"),
        ("networking.k8s.io/", "ingressclasses ingresses networkpolicies"),
        ("node.k8s.io/", "runtimeclasses"),
        ("policy/", "poddisruptionbudgets podsecuritypolicies"),
        ("rbac.authorization.k8s.io/", "clusterrolebindings clusterroles rolebindings roles"),
        ("scheduling.k8s.io/", "priorityclasses"),
        ("storage.k8s.io/", "csidrivers csinodes csistoragecapacities storageclasses volumeattachments"),
    ];

    private static readonly string[] s_others =
    [
        "pods/exec/action", "users/impersonate/action", "groups/impersonate/action", "serviceaccounts/impersonate/action",
        "rbac.authorization.k8s.io/clusterroles/bind/action", "rbac.authorization.k8s.io/clusterroles/escalate/action",
        "rbac.authorization.k8s.io/roles/bind/action", "rbac.authorization.k8s.io/roles/escalate/action",
        "policy/podsecuritypolicies/use/action", "authentication.k8s.io/tokenreviews/write", "authentication.k8s.io/userextras/impersonate/action",
        "authorization.k8s.io/localsubjectaccessreviews/write", "authorization.k8s.io/selfsubjectaccessreviews/write",
        "authorization.k8s.io/selfsubjectrulesreviews/write", "authorization.k8s.io/subjectaccessreviews/write",
        "api/read", "apis/read", "healthz/read", "healthz/autoregister-completion/read", "livez/read", "readyz/read", "logs/read", "metrics/read",
        "openapi/v2/read", "swagger-api/read", "swagger-ui/read", "version/read", "ui/read", "resetMetrics/read",
        "customresources/read", "customresources/write", "customresources/delete",
    ];

    private static readonly string[] s_verbs = ["read", "write", "delete"];

    private static readonly string[] s_control = ["read", "write", "delete", "listClusterUserCredential/action", "listClusterAdminCredential/action"];

    private static readonly FrozenDictionary<string, ImmutableArray<(string Name, bool IsDataAction)>> s_all = new[]
    {
        KeyValuePair.Create(ContainerService, List($"{ContainerService}/managedClusters/", $"{ContainerService}/fleets/members/")),
        KeyValuePair.Create(Kubernetes, List($"{Kubernetes}/connectedClusters/")),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_controlActions =
        s_all.Values.SelectMany(list => list).Where(operation => !operation.IsDataAction).Select(operation => operation.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for providers that are not known here.</summary>
    public static ImmutableArray<(string Name, bool IsDataAction)>? Find(string provider) => s_all.TryGetValue(provider, out var list) ? list : null;

    /// <summary>Kind of an action whose question does not state it: below a cluster everything that does not manage the cluster itself is data.</summary>
    public static bool IsDataAction(string action) =>
        !s_controlActions.Contains(action)
        && (action.StartsWith(ContainerService + "/", StringComparison.OrdinalIgnoreCase) || action.StartsWith(Kubernetes + "/", StringComparison.OrdinalIgnoreCase));

    private static ImmutableArray<(string Name, bool IsDataAction)> List(params string[] prefixes) =>
    [
        .. prefixes.SelectMany(prefix => s_control.Select(name => (prefix + name, false))
            .Concat(s_resources.SelectMany(line => line.Resources.Split(' ')
                .SelectMany(resource => s_verbs.Select(verb => ($"{prefix}{line.Group}{resource}/{verb}", true)))))
            .Concat(s_others.Select(name => (prefix + name, true)))),
    ];
}
