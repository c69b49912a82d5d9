using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;
using static Nines.Text.Severity;

namespace Nines.Audits.Rules;

/// <summary>Parts of the cluster that one pod or one domain takes down. Where the cluster has one domain only, nothing better is possible.</summary>
internal sealed class SystemPartsRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE802", Severity.Error, "Cluster-critical component in a single failure domain",
        "Without DNS or ingress every workload is down, however well it is spread.",
        "Run two or more replicas of it, spread over zones and nodes.");

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Snapshot.Nodes.Length < 2)
        {
            yield break;
        }

        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (audit.Workload.Replicas > 0 && audit.Workload.IsReplicated && SystemParts.Find(audit.Workload) is { IsEnough: false } part
                && Find(context, audit, part) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Find(AuditContext context, WorkloadAudit audit, SystemPart part)
    {
        if (audit.Workload.Replicas == 1)
        {
            return Create(audit, part, $"There is one pod of {part.Name}", "", []);
        }

        // The narrowest domain that takes all: what is on one node is in one zone too.
        LevelLoss? all = audit.Losses.LastOrDefault(loss => IsOneDomain(context, audit, loss));
        if (all is not null)
        {
            DomainLoss worst = all.Worst!;
            return Create(audit, part, string.Create(CultureInfo.InvariantCulture, $"All {audit.Serving} pods of {part.Name} are {FindingPhrases.At(worst.Domain)}"), all.Level.Key, [worst.Domain]);
        }

        LevelLoss? some = audit.Losses.FirstOrDefault(loss => loss is { IsExposed: true, CanBeClosed: true, Worst: not null } && IsFailure(loss.Level));
        if (some is null || audit.Requirement is not { } need)
        {
            return null;
        }

        DomainLoss hit = some.Worst!;
        Finding finding = Create(audit, part, string.Create(CultureInfo.InvariantCulture,
            $"{FindingPhrases.Start(hit.Domain.Label)} holds {hit.Lost} of {FindingPhrases.Pods(audit.Serving)} of {part.Name}, which requires {need.Pods} ({need.Reason})"), some.Level.Key, [hit.Domain]);
        return finding with { Severity = finding.Severity == Severity.Error ? Severity.Warning : finding.Severity };
    }

    private static bool IsOneDomain(AuditContext context, WorkloadAudit audit, LevelLoss loss) =>
        IsFailure(loss.Level) && audit.Serving > 0 && loss.Worst is { Left: 0 } && loss.UsableDomains > 1 && context.Domains.Of(loss.Level).Length > 1;

    private static bool IsFailure(DomainLevel level) => level.Kind is not (DomainKind.NodePool or DomainKind.Region);

    private static Finding Create(WorkloadAudit audit, SystemPart part, string what, string level, ImmutableArray<FailureDomain> domains) =>
        Finding.Create(Kind, audit.Workload.Name, $"{what}: when that is lost, {part.WhenDown}.", level) with
        {
            LevelKey = level,
            Domains = domains,
            Severity = part.Severity,
            Fix = Scope.IsManaged(audit.Workload)
                ? "AKS manages this component and its number of pods: give the system node pool three nodes in three zones."
                : "",
        };
}

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
        if (!(workload.IsReplicated || workload.Kind == WorkloadKind.DaemonSet) || workload.AnyTemplate is not { } template)
        {
            return null;
        }

        IReadOnlyDictionary<string, string> labels = template.Labels;
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

/// <summary>Something that the whole cluster leans on.</summary>
/// <param name="Name">Human-readable.</param>
/// <param name="Namespace">Its namespace; empty for any.</param>
/// <param name="Labels">Labels that its pods have, all of them; <see cref="AnyValue"/> stands for every value.</param>
/// <param name="WhenDown">Effect of its loss on the cluster, to go after "when it is lost".</param>
/// <param name="Severity">Severity of its loss.</param>
/// <param name="IsEnough">True if one pod is enough: the cluster can do without it for some minutes, or a second one would only be a standby.</param>
internal sealed record SystemPart(
    string Name, string Namespace, (string Key, string Value)[] Labels, string WhenDown, Severity Severity, bool IsEnough = false)
{
    public const string AnyValue = "*";

    /// <summary>Returns true if pods with some labels belong to it.</summary>
    public bool Is(Workload workload, IReadOnlyDictionary<string, string> labels) =>
        (Namespace.Length == 0 || Namespace == workload.Name.Namespace)
        && Array.TrueForAll(Labels, label => labels.TryGetValue(label.Key, out string? value) && (label.Value == AnyValue || value == label.Value));
}
