using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Containers whose probes say too little, or do the wrong thing.</summary>
internal sealed class ProbesRule : IFindingRule
{
    /// <summary>Put into pods by others; their readiness says nothing about the program beside them.</summary>
    private static readonly FrozenSet<string> s_sidecars = FrozenSet.Create(
        StringComparer.Ordinal,
        "istio-proxy", "linkerd-proxy", "daprd", "vault-agent", "osm-envoy", "envoy-sidecar", "cloudsql-proxy", "oauth2-proxy");

    private static readonly string[] s_comparable = ["GET ", "TCP ", "gRPC "];

    public static FindingKind NoReadiness { get; } = new("NINE601", Severity.Warning, "No readiness probe",
        "Pods get traffic before they can serve it and keep getting it when they cannot; rollouts and budgets count them as healthy.",
        "Add a readinessProbe that succeeds only when the pod can serve.");

    public static FindingKind ReadinessEqualsLiveness { get; } = new("NINE602", Severity.Warning, "Readiness and liveness probes are the same",
        "A pod that is only busy, or waits for a shared dependency, is restarted instead of taken out of the Service: all pods at the same time when the dependency is shared.",
        "Let the livenessProbe check only whether the process is stuck, with a higher failureThreshold.");

    public ImmutableArray<FindingKind> Kinds { get; } = [NoReadiness, ReadinessEqualsLiveness];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            bool isJudged = Scope.IsWanted(workload) || (workload.Kind == WorkloadKind.DaemonSet && !workload.Pods.IsDefaultOrEmpty);
            if (!isJudged || Scope.IsPlatform(workload) || workload.AnyTemplate is not { Containers.IsDefaultOrEmpty: false } template)
            {
                continue;
            }

            if (Unready(context, workload, template) is { } unready)
            {
                yield return unready;
            }

            foreach (ContainerFacts container in template.Containers)
            {
                if (Same(workload, container) is { } same)
                {
                    yield return same;
                }
            }
        }
    }

    /// <summary>A pod without clients needs no readiness: it matters for pods behind a service, and less for other pods with open ports.</summary>
    private static Finding? Unready(AuditContext context, Workload workload, PodTemplate template)
    {
        ContainerFacts[] own = [.. template.Containers.Where(container => !s_sidecars.Contains(container.Name))];
        if (own.Length == 0 || own.Any(container => container.Readiness is not null))
        {
            return null;
        }

        // Headless ones are reported by DNS, which also asks for readiness.
        Service? service = context.ServicesOf(workload).FirstOrDefault();
        bool hasPorts = own.Any(container => container.HasPorts);
        if (service is null && (!hasPorts || workload.Kind == WorkloadKind.DaemonSet))
        {
            return null;
        }

        string[] names = [.. own.Where(container => container.HasPorts || !hasPorts).Select(container => container.Name)];
        string traffic = service is null ? "it has ports, and no Service sends it traffic" : $"Service {service.Name.Name} sends it traffic";
        var finding = Finding.Create(NoReadiness, workload.Name,
            $"{(names.Length == 1 ? "Container" : "Containers")} {FindingPhrases.List(names)} {(names.Length == 1 ? "has" : "have")} no readiness probe, and {traffic}.");
        return finding with { Severity = service is null ? Severity.Note : finding.Severity };
    }

    private static Finding? Same(Workload workload, ContainerFacts container)
    {
        // Commands are not distinguished, since their text is not kept.
        if (container is not { Readiness: { } ready, Liveness: { } live } || ready.Action != live.Action
            || !Array.Exists(s_comparable, kind => ready.Action.StartsWith(kind, StringComparison.Ordinal)))
        {
            return null;
        }

        long untilUnready = Patience(ready);
        long untilRestart = Patience(live);
        return untilRestart > untilUnready ? null : Finding.Create(ReadinessEqualsLiveness, workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"Both probes of container {container.Name} use {ready.Action}, and it is restarted after {untilRestart} s of failures, {(untilRestart == untilUnready ? "exactly when" : "before")} it is taken out of traffic{(untilRestart == untilUnready ? "" : $" ({untilUnready} s)")}."),
            container.Name);
    }

    /// <summary>Seconds of failures until something is done.</summary>
    private static long Patience(ProbeFacts probe) => (long)Math.Max(1, probe.PeriodSeconds) * Math.Max(1, probe.FailureThreshold);
}
