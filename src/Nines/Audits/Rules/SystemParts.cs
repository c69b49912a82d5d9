using System.Collections.Immutable;
using Nines.Clusters;
using static Nines.Text.Severity;

namespace Nines.Audits.Rules;

/// <summary>
/// The table of parts that a whole cluster leans on, by the labels that their own manifests and charts give them. docs/audit-codes.md
/// shows it; a test holds it to that.
/// </summary>
internal static class SystemParts
{
    private const string AppName = "app.kubernetes.io/name";
    private const string Component = "app.kubernetes.io/component";
    private const string K8sApp = "k8s-app";
    private const string App = "app";
    private const string System = "kube-system";

    private const string NoTraffic = "no ingress traffic passes through it";
    private const string NoMetrics = "autoscalers get no metrics and stop scaling";
    private const string NoNodes = "no nodes are added, so lost pods may not fit";

    public static ImmutableArray<SystemPart> All { get; } =
    [
        // Names and the way to the nodes.
        new("cluster DNS", System, [(K8sApp, "kube-dns")], "names are no longer resolved", Error),
        new("cluster DNS autoscaler", System, [(K8sApp, "coredns-autoscaler")], "the number of DNS pods stays as it is", Note, IsEnough: true),
        new("konnectivity agent", System, [(App, "konnectivity-agent")], "kube-apiserver reaches neither webhooks nor logs nor metrics", Error),
        new("konnectivity agent", System, [(K8sApp, "konnectivity-agent")], "kube-apiserver reaches neither webhooks nor logs nor metrics", Error),

        // Ways in.
        new("ingress-nginx", "", [(AppName, "ingress-nginx"), (Component, "controller")], NoTraffic, Error),
        new("application routing", "app-routing-system", [(App, "nginx")], NoTraffic, Error),
        new("NGINX ingress", "", [(AppName, "nginx-ingress")], NoTraffic, Error),
        new("NGINX Gateway Fabric", "", [(AppName, "nginx-gateway-fabric")], NoTraffic, Error),
        new("Traefik", "", [(AppName, "traefik")], NoTraffic, Error),
        new("HAProxy ingress", "", [(AppName, "haproxy-ingress")], NoTraffic, Error),
        new("HAProxy ingress", "", [(AppName, "kubernetes-ingress")], NoTraffic, Error),
        new("Kong", "", [(AppName, "kong")], NoTraffic, Error),
        new("Contour's Envoy", "projectcontour", [(App, "envoy")], NoTraffic, Error),
        new("Contour", "projectcontour", [(App, "contour")], "changes of routes and endpoints do not reach its proxies", Warning),
        new("Istio ingress gateway", "", [("istio", "ingressgateway")], NoTraffic, Error),
        new("Istio ingress gateway", "aks-istio-ingress", [], NoTraffic, Error),
        new("Istio egress gateway", "", [("istio", "egressgateway")], "no egress traffic passes through it", Error),
        new("Istio control plane", "", [(App, "istiod")], "new pods get no sidecar or no certificate, and routes stay as they are", Error),
        new("Envoy Gateway's proxy", "", [("gateway.envoyproxy.io/owning-gateway-name", "*")], NoTraffic, Error),
        new("Envoy Gateway", "", [("control-plane", "envoy-gateway")], "changes of routes and endpoints do not reach its proxies", Warning),
        new("Application Gateway controller", System, [(App, "ingress-appgw")], "the gateway goes on, but does not discover new pods", Warning, IsEnough: true),
        new("Application Gateway for Containers controller", "", [(App, "alb-controller")], "the gateway goes on, but does not discover new pods", Warning),

        // What admission waits for.
        new("Gatekeeper", "", [("gatekeeper.sh/operation", "webhook")], "policies are not checked, or nothing is admitted", Warning),
        new("Kyverno admission", "", [(Component, "admission-controller"), ("app.kubernetes.io/part-of", "kyverno")], "no pod is admitted, unless its webhooks fail open", Error),
        new("cert-manager webhook", "", [(AppName, "webhook"), ("app.kubernetes.io/instance", "cert-manager")], "certificates can be neither issued nor changed", Warning),
        new("cert-manager", "", [(AppName, "cert-manager"), (Component, "controller")], "certificates are not renewed", Note, IsEnough: true),
        new("workload identity webhook", "", [("azure-workload-identity.io/system", "true")], "new pods that use workload identity get no token", Error),
        new("Linkerd injector", "", [("linkerd.io/control-plane-component", "proxy-injector")], "new pods get no proxy, or are not admitted", Warning),
        new("Linkerd destination", "", [("linkerd.io/control-plane-component", "destination")], "proxies do not discover new endpoints", Error),
        new("Linkerd identity", "", [("linkerd.io/control-plane-component", "identity")], "new proxies get no certificate", Error),

        // What numbers come from.
        new("metrics-server", "", [(K8sApp, "metrics-server")], NoMetrics, Warning),
        new("metrics-server", "", [(AppName, "metrics-server")], NoMetrics, Warning),
        new("KEDA operator", "", [(App, "keda-operator")], "workloads that it scales keep their number of replicas", Warning),
        new("KEDA metrics", "", [(App, "keda-operator-metrics-apiserver")], NoMetrics, Warning),
        new("Prometheus adapter", "", [(AppName, "prometheus-adapter")], NoMetrics, Warning),

        // What brings and joins nodes. A second one waits for the lease of the first, and saves the minutes of placing a new pod.
        new("cluster autoscaler", "", [(App, "cluster-autoscaler")], NoNodes, Warning),
        new("cluster autoscaler", "", [(AppName, "cluster-autoscaler")], NoNodes, Warning),
        new("cluster autoscaler", "", [(AppName, "azure-cluster-autoscaler")], NoNodes, Warning),
        new("Karpenter", "", [(AppName, "karpenter")], NoNodes, Warning),
        new("Cilium operator", "", [("name", "cilium-operator")], "new nodes get no addresses for pods", Warning),
        new("Cilium operator", "", [("io.cilium/app", "operator")], "new nodes get no addresses for pods", Warning),
        new("Calico Typha", "", [(K8sApp, "calico-typha")], "nodes do not discover new pods and policies", Error),
        new("Calico controllers", "", [(K8sApp, "calico-kube-controllers")], "what deleted nodes leave behind is not cleaned up", Note, IsEnough: true),
        new("Azure disk controller", System, [(App, "csi-azuredisk-controller")], "volumes are neither attached nor created", Error),
        new("Azure file controller", System, [(App, "csi-azurefile-controller")], "shares are not created", Warning),

        // What may be away for some minutes.
        new("external-dns", "", [(AppName, "external-dns")], "external DNS records are not updated", Note, IsEnough: true),
        new("kube-state-metrics", "", [(AppName, "kube-state-metrics")], "dashboards and alerts lack the state of objects", Note, IsEnough: true),
    ];

    /// <summary>The part that a workload is; null for none. Jobs and pods of their own are none.</summary>
    public static SystemPart? Find(Workload workload)
    {
        if (!(workload.IsReplicated || workload.Kind == WorkloadKind.DaemonSet) || workload.Definition is not { } definition)
        {
            return null;
        }

        IReadOnlyDictionary<string, string> labels = definition.Placement.Labels;
        foreach (SystemPart part in All)
        {
            if (part.Is(workload, labels))
            {
                return part;
            }
        }

        return null;
    }
}
