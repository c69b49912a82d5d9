using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Services with nothing, or with one pod or node, behind them. Services without a selector are filled by another controller.</summary>
internal sealed class ServiceEndpointsRule : IFindingRule
{
    private const string PodNameLabel = "statefulset.kubernetes.io/pod-name";
    private const string PodIndexLabel = "apps.kubernetes.io/pod-index";

    public static FindingKind ServiceHasOneEndpoint { get; } = new("NINE607", Severity.Warning, "Service with a single endpoint",
        "Every failure of that pod, or with a Local traffic policy of that node, is an outage of the Service.",
        "Run two or more pods behind it.") { Reads = ["Service"] };

    public static FindingKind ServiceSelectsNothing { get; } = new("NINE608", Severity.Warning, "Service without endpoints",
        "Every call to it fails; often its selector has a typo, or no pod is ready.",
        "Set spec.selector to the labels of the pods, or delete the Service.") { Reads = ["Service"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [ServiceHasOneEndpoint, ServiceSelectsNothing];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        Dictionary<ObjectName, List<Workload>> behind = Behind(context);
        foreach (Service service in context.Snapshot.Services)
        {
            if (service.Selector.Count == 0 || service.Type == "ExternalName" || Scope.IsPlatform(service.Name.Namespace))
            {
                continue;
            }

            List<Workload> workloads = behind.GetValueOrDefault(service.Name) ?? [];
            bool isJudged = workloads.Count == 0
                ? context.Options.IncludesNamespace(service.Name.Namespace)
                : workloads.Exists(workload => context.Facts.InScope.ContainsKey(workload.Name) && !Scope.IsPlatform(workload));
            if (isJudged && Check(context, service, workloads) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Check(AuditContext context, Service service, List<Workload> workloads)
    {
        if (workloads.Count == 0)
        {
            // Endpoints may come from a controller that copies them, whatever the selector says.
            return service.Endpoints is { IsDefaultOrEmpty: false } filled && filled.Any(endpoint => endpoint.IsReady) ? null : Nothing(context, service);
        }

        if (!workloads.Exists(workload => workload.Replicas > 0 || !workload.Pods.IsDefaultOrEmpty) || workloads.TrueForAll(workload => workload.IsManifest)
            || !context.Facts.Serving.AreKnown)
        {
            return null;
        }

        (int ready, string[] nodes) = Ready(service, workloads);
        if (ready == 0)
        {
            return Finding.Create(ServiceSelectsNothing, service.Name,
                $"None of the pods behind it is ready ({FindingPhrases.List([.. workloads.Select(workload => $"{workload.Name.Kind} {workload.Name.Name}")])}).") with
            {
                Fix = "Find out why the pods are not ready.",
            };
        }

        bool meansOnePod = service.Selector.ContainsKey(PodNameLabel) || service.Selector.ContainsKey(PodIndexLabel);
        if (service.IsHeadless || meansOnePod)
        {
            return null;
        }

        return ready == 1 ? One(service, workloads) : OnOneNode(context, service, ready, nodes);
    }

    private static Finding Nothing(AuditContext context, Service service)
    {
        string? near = context.Facts.Near.Suggest(service.Name.Namespace, WorkloadIndex.SelectorOf(service));
        return Finding.Create(ServiceSelectsNothing, service.Name,
            $"Its selector {SelectorFormatter.Format(service.Selector)} matches no pod in namespace {service.Name.Namespace}.") with
        {
            Fix = near is null ? "" : $"Pods there have {near}: select these if they are the intended ones, otherwise delete the Service.",
        };
    }

    private static Finding One(Service service, List<Workload> workloads)
    {
        long wanted = workloads.Sum(workload => (long)workload.Replicas);
        string whose = FindingPhrases.List([.. workloads.Select(workload => $"{workload.Name.Kind} {workload.Name.Name}")]);
        var finding = Finding.Create(ServiceHasOneEndpoint, service.Name, wanted > 1
            ? string.Create(CultureInfo.InvariantCulture, $"One pod is ready behind it, of {wanted} desired ({whose}).")
            : $"One pod is behind it ({whose}).");

        // That the workload has one replica is reported of the workload.
        return finding with { Severity = wanted > 1 ? finding.Severity : Severity.Note };
    }

    private static Finding? OnOneNode(AuditContext context, Service service, int ready, string[] nodes)
    {
        bool isLocal = service.IsInternallyLocal || (service.IsExternallyLocal && service.Type is "LoadBalancer" or "NodePort");
        if (!isLocal || nodes.Length != 1 || context.Snapshot.Nodes.Length < 2)
        {
            return null;
        }

        string policy = service.IsInternallyLocal ? "internalTrafficPolicy" : "externalTrafficPolicy";
        return Finding.Create(ServiceHasOneEndpoint, service.Name, string.Create(CultureInfo.InvariantCulture,
            $"With {policy} Local, traffic reaches only nodes that have a pod of it, and its {ready} pods are all on node {nodes[0]}."), "local") with
        {
            Fix = "Spread the pods over nodes, or use the policy Cluster.",
        };
    }

    private static (int Ready, string[] Nodes) Ready(Service service, List<Workload> workloads)
    {
        if (service.Endpoints is { IsDefault: false } endpoints)
        {
            ServiceEndpoint[] ready = [.. endpoints.Where(endpoint => endpoint.IsReady)];
            return (ready.DistinctBy(endpoint => endpoint.Pod.Length > 0 ? endpoint.Pod : (object)endpoint).Count(),
                Nodes(ready.Select(endpoint => endpoint.Node)));
        }

        Pod[] pods = [.. workloads.SelectMany(workload => workload.Pods.IsDefault ? [] : workload.Pods).Where(pod => pod.Serves && Selects(service, pod))];
        return (pods.Length, Nodes(pods.Select(pod => pod.Node!)));
    }

    private static string[] Nodes(IEnumerable<string> nodes) => [.. nodes.Distinct(StringComparer.Ordinal)];

    private static bool Selects(Service service, Pod pod) =>
        service.Selector.All(label => pod.Template.Labels.TryGetValue(label.Key, out string? value) && value == label.Value);

    /// <summary>The workloads whose template or a pod each service selects.</summary>
    private static Dictionary<ObjectName, List<Workload>> Behind(AuditContext context)
    {
        var behind = new Dictionary<ObjectName, List<Workload>>();
        foreach (Workload workload in context.Snapshot.Services.IsEmpty ? [] : context.Snapshot.Workloads)
        {
            foreach (IReadOnlyDictionary<string, string> labels in LabelSets.From(workload))
            {
                foreach (Service service in context.ServicesOf(workload.Name.Namespace, labels))
                {
                    List<Workload> own = behind.TryGetValue(service.Name, out List<Workload>? known) ? known : behind[service.Name] = [];
                    if (own.Count == 0 || !ReferenceEquals(own[^1], workload))
                    {
                        own.Add(workload);
                    }
                }
            }
        }

        return behind;
    }
}
