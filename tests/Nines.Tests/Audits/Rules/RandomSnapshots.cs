using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Scheduling;
using Nines.Tests.Scheduling;

namespace Nines.Tests.Audits.Rules;

/// <summary>Small clusters full of odd values, from a seed: empty and hostile labels, missing selectors, absurd numbers, names of what is not there.</summary>
internal static class RandomSnapshots
{
    private static readonly string[] s_labels = ["web", "db", "", "<b>&\"'\u001b[31m\n", new string('x', 5000)];
    private static readonly int[] s_numbers = [0, 1, 2, 3, 5, -1, 100, int.MaxValue, int.MinValue];

    public static AuditContext Context(ClusterSnapshot snapshot)
    {
        DomainMap domains = DomainMapBuilder.Build(snapshot, new DomainOptions());
        var options = new AuditOptions();
        var feasibility = new Feasibility(snapshot.Nodes);
        var table = new DomainIndex(domains, snapshot.Nodes);
        ImmutableArray<WorkloadAudit> audits = WorkloadAuditor.Audit(
            snapshot, table, new UsableDomainsCache(table, feasibility), options.IncludesWorkload, [], CancellationToken.None);
        return new AuditContext(snapshot, domains, options, audits, [], feasibility);
    }

    public static ClusterSnapshot Of(ulong seed)
    {
        var random = new RandomClusters(seed);
        T Pick<T>(params ReadOnlySpan<T> values) => values[random.Below(values.Length)];
        LabelSelector? Selector() => random.Below(6) switch
        {
            0 => null,
            1 => LabelSelector.Everything,
            2 => new LabelSelector(new LabelRequirement("app", LabelOperator.NotIn, "db")),
            3 => new LabelSelector(new LabelRequirement("app", LabelOperator.In)),
            4 => new LabelSelector(new LabelRequirement("v", LabelOperator.Exists)),
            _ => LabelSelector.FromLabels(("app", Pick(s_labels))),
        };
        Amount? Amount() => random.OneIn(2) ? new Amount(Math.Max(0, Pick(s_numbers)), random.OneIn(2)) : null;
        Cluster cluster = random.Cluster(random.Below(8), 0) with { Pods = [] };
        string[] names = [.. cluster.Nodes.Select(node => node.Name)];
        ProbeFacts? Probe() => random.OneIn(3) ? null : new ProbeFacts(Pick("", "GET http :80/", "a command"), Pick(s_numbers), Pick(s_numbers), Pick(s_numbers));

        PodTemplate Template()
        {
            PodTemplate template = random.Template();
            template = random.OneIn(4) ? template with { Labels = new Dictionary<string, string> { ["app"] = Pick(s_labels) } } : template;
            return template with
            {
                Containers = random.OneIn(5) ? [] : [new ContainerFacts(Pick("", "main"), random.OneIn(2), random.OneIn(2), Probe(), Probe(), null, random.OneIn(2))],
                Claims = random.OneIn(3) ? [Pick("c0", "c1", "gone")] : [],
                IsGated = random.OneIn(9),
                SchedulerName = Pick("", "", "default-scheduler", "other"),
            };
        }

        Workload Workload(int number)
        {
            WorkloadKind kind = (WorkloadKind)random.Below(8);
            PodTemplate template = Template();
            string ns = template.Namespace;
            PodTemplate other = random.OneIn(3) ? Template() with { Namespace = template.Namespace, Labels = new Dictionary<string, string>() } : template;
            Pod[] pods =
            [
                .. Enumerable.Range(0, random.Below(6)).Select(pod => new Pod($"w{number}-{pod}", random.OneIn(4) ? other : template)
                {
                    Node = names.Length == 0 || random.OneIn(4) ? null : names[random.Below(names.Length)],
                    IsReady = !random.OneIn(3),
                    IsTerminating = random.OneIn(8),
                    Phase = (PodPhase)random.Below(3),
                }),
            ];
            return new Workload
            {
                Kind = kind,
                Name = new ObjectName(kind.ToString(), ns, random.OneIn(6) ? $"w{number}{Pick(s_labels)}" : $"w{number}"),
                Replicas = random.OneIn(3) ? Math.Max(0, Pick(s_numbers)) : pods.Length,
                SaysReplicas = random.OneIn(2),
                Selector = Selector(),
                Template = random.OneIn(5) ? null : template,
                Pods = [.. pods],
                Strategy = Pick("", "Recreate", "RollingUpdate", "odd"),
                MaxUnavailable = Amount(),
                MaxSurge = Amount(),
                IsManifest = random.OneIn(6),
            };
        }

        ImmutableArray<Workload> workloads = [.. Enumerable.Range(0, random.Below(9)).Select(Workload).OrderBy(workload => workload.Name)];
        ObjectName Target() => workloads.IsEmpty || random.OneIn(4) ? new ObjectName("Deployment", "a", "gone") : workloads[random.Below(workloads.Length)].Name;
        ObjectName Name(string kind, int number) => new(kind, Pick("a", "b", "nowhere"), $"x{number}{(random.OneIn(5) ? Pick(s_labels) : "")}");
        return new ClusterSnapshot
        {
            MinorVersion = random.OneIn(3) ? 20 + random.Below(17) : null,
            Nodes = [.. cluster.Nodes.Select(node => node with { IsReady = random.OneIn(5) ? null : !random.OneIn(5) })],
            Workloads = workloads,
            Namespaces = cluster.Namespaces,
            Budgets = [.. Enumerable.Range(0, random.Below(6)).Select(number => new DisruptionBudget
            {
                Name = Name("PodDisruptionBudget", number),
                Selector = Selector(),
                MinAvailable = Amount(),
                MaxUnavailable = Amount(),
                AlwaysEvictsUnhealthy = random.OneIn(4),
            })],
            Autoscalers = [.. Enumerable.Range(0, random.Below(5)).Select(number => new Autoscaler(
                Name("HorizontalPodAutoscaler", number), Target(), Pick(s_numbers), Pick(s_numbers), random.OneIn(2) ? null : Pick(s_numbers), ImmutableDictionary<string, string>.Empty))],
            Services = [.. Enumerable.Range(0, random.Below(5)).Select(number => new Service
            {
                Name = Name("Service", number),
                Selector = random.OneIn(5) ? new Dictionary<string, string>() : new Dictionary<string, string> { ["app"] = Pick(s_labels) },
                Type = Pick("ClusterIP", "ExternalName", "LoadBalancer", ""),
                IsHeadless = random.OneIn(4),
                IsExternallyLocal = random.OneIn(3),
                IsInternallyLocal = random.OneIn(3),
                Endpoints = random.OneIn(2) ? null : [.. Enumerable.Range(0, random.Below(4)).Select(end => new ServiceEndpoint(Pick("", "n0", "gone"), Pick("", $"p{end}"), random.OneIn(2)))],
            })],
            Claims = [.. Enumerable.Range(0, 2).Select(number => new Claim(new ObjectName("PersistentVolumeClaim", Pick("a", "b"), $"c{number}"), Pick("", "s"), Pick("v0", "v1", "gone"), random.OneIn(2), random.OneIn(3)))],
            Volumes = [.. Enumerable.Range(0, 2).Select(number => new Volume($"v{number}", "s", "disk.csi.azure.com", random.Below(4) switch
            {
                0 => null,
                1 => [],
                2 => [new NodeSelectorTerm([], [])],
                _ => [new NodeSelectorTerm(new LabelRequirement(Node.ZoneLabel, LabelOperator.In, Pick("z0", "z9", "")))],
            }, null))],
            StorageClasses = [new StorageClass("s", "disk.csi.azure.com", random.OneIn(2), random.OneIn(2) ? null : random.OneIn(2), random.OneIn(2))],
        };
    }
}
