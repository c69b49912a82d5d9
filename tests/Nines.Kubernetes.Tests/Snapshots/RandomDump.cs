namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>Clusters by chance, with something of everything: owners read and unread, volumes, budgets, constraints, foreign names.</summary>
internal sealed class RandomDump(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Objects as kubectl writes them.</summary>
    public string[] Items()
    {
        List<string> items = [];
        int nodes = 2 + Below(7);
        bool hasZones = Below(3) > 0;
        for (int node = 0; node < nodes; node++)
        {
            string zone = hasZones ? $"\"topology.kubernetes.io/region\":\"westeurope\",\"topology.kubernetes.io/zone\":\"westeurope-{1 + (node % 3)}\"" : $"\"topology.kubernetes.io/zone\":\"{node % 2}\"";
            items.Add(Dump.Node(NodeName(node), $",{zone},\"acme.example.com/rack\":\"rack-{node % 2}\",\"kubernetes.azure.com/agentpool\":\"acmepool\"",
                $$""","spec":{"providerID":"azure:///subscriptions/acme-sub/resourceGroups/acme-rg/providers/Microsoft.Compute/virtualMachineScaleSets/acme-vmss/virtualMachines/{{node}}","unschedulable":{{(Below(6) == 0 ? "true" : "false")}},"taints":[{"key":"acme.example.com/team","value":"acme-{{node % 2}}","effect":"PreferNoSchedule"}]}"""));
        }

        int workloads = 1 + Below(5);
        for (int number = 0; number < workloads; number++)
        {
            Workload(items, $"acme-app-{number}", nodes, hasZones);
        }

        return [.. items];
    }

    private void Workload(List<string> items, string name, int nodes, bool hasZones)
    {
        int replicas = 1 + Below(4);
        string labels = $"\"app\":\"{name}\",\"acme.example.com/part\":\"acme-part\"";
        string constraint = Below(2) == 0 ? "" : $$$""","topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"{{{(Below(2) == 0 ? "topology.kubernetes.io/zone" : "acme.example.com/rack")}}}","whenUnsatisfiable":"{{{(Below(2) == 0 ? "DoNotSchedule" : "ScheduleAnyway")}}}","labelSelector":{"matchLabels":{"app":"{{{name}}}"} } }]""";
        string probes = Below(2) == 0 ? "" : """,{"name":"acme-side","readinessProbe":{"httpGet":{"path":"/acme/ready","port":"acme-http"}},"livenessProbe":{"httpGet":{"path":"/acme/ready","port":"acme-http"}}}""";
        string spec = constraint + $$""","containers":[{"name":"acme","resources":{"requests":{"cpu":"{{Below(900)}}m"} } }{{probes}}]""";
        switch (Below(4))
        {
            case 0:
                items.Add(InShop(Dump.Deployment(name, replicas, template: spec)).Replace($"\"labels\":{{\"app\":\"{name}\"}}", $"\"labels\":{{{labels}}}", StringComparison.Ordinal));
                bool hasSets = Below(2) == 0;
                if (hasSets)
                {
                    items.Add(InShop(Dump.ReplicaSet($"{name}-5f6d8c", name, "5f6d8c", replicas)));
                }

                Pods(items, name, $"{name}-5f6d8c-", $"ReplicaSet/{name}-5f6d8c", labels + ",\"pod-template-hash\":\"5f6d8c\"", spec, replicas, nodes);
                break;
            case 1:
                items.Add(InShop(Dump.Object("StatefulSet", name, $$$""" "replicas":{{{replicas}}},"serviceName":"{{{name}}}","selector":{"matchLabels":{"app":"{{{name}}}"} },"template":{"metadata":{"labels":{"app":"{{{name}}}"} },"spec":{"containers":[{"name":"acme"}] } },"volumeClaimTemplates":[{"metadata":{"name":"acme-data"},"spec":{"storageClassName":"acme-disk"} }] """)));
                for (int ordinal = 0; ordinal < replicas; ordinal++)
                {
                    string volume = $"acme-pv-{name}-{ordinal}";
                    items.Add(InShop(Dump.Object("PersistentVolumeClaim", $"acme-data-{name}-{ordinal}", $$""" "volumeName":"{{volume}}","storageClassName":"acme-disk" """, "v1")));
                    items.Add($$$$$"""{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"{{{{{volume}}}}}"},"spec":{"csi":{"driver":"disk.csi.azure.com"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.kubernetes.io/zone","operator":"In","values":["{{{{{(hasZones ? "westeurope-1" : "0")}}}}}"]}]}]}}}}""");
                    items.Add(Dump.Pod($"{name}-{ordinal}", NodeName(Below(nodes)), $"StatefulSet/{name}", $"{labels},\"statefulset.kubernetes.io/pod-name\":\"{name}-{ordinal}\"",
                        spec + $$""","volumes":[{"name":"acme-data","persistentVolumeClaim":{"claimName":"acme-data-{{name}}-{{ordinal}}"} }]""", "acme-shop"));
                }

                break;
            case 2:
                Pods(items, name, name + "-", $"Rollout/{name}", labels, spec, replicas, nodes);
                break;
            default:
                items.Add(Dump.Pod($"{name}-{NodeName(0)}", NodeName(0), $"Node/{NodeName(0)}", labels, spec, "kube-system"));
                items.Add(Dump.Pod(name, NodeName(Below(nodes)), "", labels, spec, "acme-shop"));
                break;
        }

        if (Below(2) == 0)
        {
            items.Add(Dump.Object("PodDisruptionBudget", name + "-budget", $$$""" "{{{(Below(2) == 0 ? "minAvailable" : "maxUnavailable")}}}":{{{Below(3)}}},"selector":{"matchLabels":{"app":"{{{name}}}"} } """, "policy/v1", "acme-shop"));
            items.Add(Dump.Object("HorizontalPodAutoscaler", name + "-scaler", $$$""" "minReplicas":{{{1 + Below(3)}}},"maxReplicas":9,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{{name}}}"} """, "autoscaling/v2", "acme-shop"));
            items.Add(Dump.Object("Service", name, $$$""" "selector":{"app":"{{{name}}}"} """, "v1", "acme-shop"));
        }
    }

    private void Pods(List<string> items, string name, string prefix, string owner, string labels, string spec, int replicas, int nodes)
    {
        for (int pod = 0; pod < replicas; pod++)
        {
            items.Add(Dump.Pod($"{prefix}{name.Length}x{pod}", Below(8) == 0 ? "" : NodeName(Below(nodes)), owner, labels, spec, "acme-shop", phase: "Running"));
        }
    }

    private static string InShop(string item) => item.Replace("\"namespace\":\"shop\"", "\"namespace\":\"acme-shop\"", StringComparison.Ordinal);

    private static string NodeName(int node) => $"aks-acmepool-1234-vmss00000{node}";

    private int Below(int most) => _random.Next(most);
}
