using System.Collections.Frozen;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Names that identify no user: names and label values of Kubernetes, AKS and public software, by which an audit recognizes them.</summary>
internal static class PublicNames
{
    /// <summary>Names of namespaces, objects and values of labels.</summary>
    public static FrozenSet<string> Words { get; } = FrozenSet.Create(
        StringComparer.Ordinal,

        // Kubernetes and AKS.
        "default", "kube-system", "kube-public", "kube-node-lease", "system", "aks", "true", "false", "Reconcile", "EnsureExists",
        "gatekeeper-system", "calico-system", "tigera-operator", "app-routing-system", "aks-istio-system", "aks-istio-ingress", "aks-istio-egress", "aks-command",
        "system-cluster-critical", "system-node-critical", "kubernetes", "kube-dns", "coredns", "coredns-autoscaler", "konnectivity-agent", "metrics-server", "kube-proxy",
        "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "cloud-node-manager", "csi-azuredisk-node", "csi-azurefile-node",
        "csi-azuredisk-controller", "csi-azurefile-controller", "azure-cns", "ama-logs", "ama-metrics", "ingress-appgw", "webhook", "controller", "control-plane",
        "managed", "managed-csi", "managed-csi-premium", "managed-premium", "azurefile", "azurefile-csi", "azurefile-premium", "azurefile-csi-premium",

        // Software that clusters lean on.
        "ingress-nginx", "nginx", "nginx-ingress", "nginx-gateway-fabric", "traefik", "haproxy-ingress", "kubernetes-ingress", "kong", "projectcontour", "contour", "envoy",
        "istio-system", "istiod", "ingressgateway", "egressgateway", "envoy-gateway", "envoy-gateway-system", "alb-controller", "cert-manager", "kyverno",
        "admission-controller", "proxy-injector", "destination", "identity", "linkerd", "keda", "keda-operator", "keda-operator-metrics-apiserver", "prometheus-adapter",
        "cluster-autoscaler", "azure-cluster-autoscaler", "karpenter", "cilium-operator", "cilium", "operator", "calico-typha", "calico-kube-controllers", "calico-node",
        "external-dns", "kube-state-metrics", "node-exporter", "gatekeeper");

    /// <summary>Label keys without a prefix.</summary>
    public static FrozenSet<string> Keys { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "app", "k8s-app", "component", "tier", "name", "version", "release", "chart", "heritage", "role", "istio", "control-plane", "agentpool", "metadata.name",
        "pod-template-hash", "pod-template-generation", "controller-revision-hash", "rollouts-pod-template-hash", "job-name", "controller-uid", "storageprofile", "storagetier",
        "cpu", "memory", "ephemeral-storage", "pods");

    /// <summary>Ends of prefixes whose labels and resources are public.</summary>
    private static readonly string[] s_domains =
    [
        "kubernetes.io", "k8s.io", "kubernetes.azure.com", "csi.azure.com", "nines.dev", "istio.io", "cilium.io", "linkerd.io", "gatekeeper.sh", "helm.sh",
        "argoproj.io", "karpenter.sh", "karpenter.azure.com", "eks.amazonaws.com", "ebs.csi.aws.com", "cloud.google.com", "envoyproxy.io", "azure-workload-identity.io",
        "projectcalico.org", "keda.sh", "x-k8s.io", "kruise.io", "nvidia.com", "amd.com", "intel.com", "io.cilium",
    ];

    // Behind these prefixes stand names that people choose.
    private static readonly string[] s_own = ["node-restriction.kubernetes.io/"];
    private const string Role = "node-role.kubernetes.io/";

    private static readonly FrozenSet<string> s_roles = FrozenSet.Create(
        StringComparer.Ordinal, "control-plane", "master", "controlplane", "etcd", "worker", "agent", "infra");

    /// <summary>Keys whose values say what a node or an object is, and not whose.</summary>
    public static FrozenSet<string> KeysOfPublicValues { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch", "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type",
        "kubernetes.azure.com/mode", "kubernetes.azure.com/scalesetpriority", "kubernetes.azure.com/os-sku", "kubernetes.azure.com/managedby", "kubernetes.azure.com/role",
        "kubernetes.azure.com/storageprofile", "kubernetes.azure.com/storagetier", "topology.kubernetes.azure.com/fault-domain", "nines.dev/update-domain", "nines.dev/fault-domain",
        "kubernetes.io/cluster-service", "addonmanager.kubernetes.io/mode", "app.kubernetes.io/managed-by", "pod-template-generation", "apps.kubernetes.io/pod-index",
        "azure-workload-identity.io/system", "gatekeeper.sh/operation", "linkerd.io/control-plane-component");

    /// <summary>Returns true for a public key of a label, a taint or a resource.</summary>
    public static bool IsPublicKey(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return Keys.Contains(key) || key.StartsWith("hugepages-", StringComparison.Ordinal);
        }

        return !s_own.Any(own => key.StartsWith(own, StringComparison.Ordinal))
            && (!key.StartsWith(Role, StringComparison.Ordinal) || s_roles.Contains(key[Role.Length..]))
            && IsPublicDomain(key[..slash]);
    }

    /// <summary>Returns true for a public prefix, API group or driver name.</summary>
    public static bool IsPublicDomain(string domain) =>
        Array.Exists(s_domains, known => domain == known || (domain.EndsWith(known, StringComparison.Ordinal) && domain[^(known.Length + 1)] == '.'));
}
