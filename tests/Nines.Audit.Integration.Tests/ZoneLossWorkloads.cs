using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Audit.Integration.Tests;

/// <summary>A shop on 12 nodes of 4 processors in 3 zones, of every sort of workload. What a zone's loss leaves of it does not depend on chance.</summary>
internal static class ZoneLossWorkloads
{
    private const string Zone = "topology.kubernetes.io/zone";
    private const string Namespace = "shop";

    /// <summary>All pods, once they are there: 12 large ones, 12 daemons, and the others.</summary>
    public const int Pods = 12 + 12 + 6 + 3 + 3 + 2 + 4 + 3 + 3 + 1;

    /// <summary>A pod that leaves no room for another of its kind: one node, one pod.</summary>
    public static ImmutableArray<string> First { get; } = [Manifest.Deployment(Namespace, "large", 12, "3")];

    public static ImmutableArray<string> Then { get; } =
    [
        Manifest.Workload("DaemonSet", Namespace, "agent", null, "50m"),
        Manifest.Deployment(Namespace, "web", 6, podSpec: Manifest.Spread("web", Zone, isHard: false)),
        Manifest.Deployment(Namespace, "plain", 3),
        Manifest.Deployment(Namespace, "strict", 3, podSpec: Manifest.Spread("strict", Zone, isHard: true)),
        Manifest.Deployment(Namespace, "tied", 2, podSpec: "\"nodeSelector\":{\"topology.kubernetes.io/zone\":\"weu-2\"}"),
        Manifest.Deployment(Namespace, "guarded", 4, podSpec: Manifest.Spread("guarded", Zone, isHard: false)),
        Manifest.Budget(Namespace, "guarded", "guarded", 3),
        Manifest.Workload("StatefulSet", Namespace, "queue", 3, podSpec: Manifest.Spread("queue", Zone, isHard: false), spec: "\"serviceName\":\"queue\""),
        Storage,
        .. Enumerable.Range(0, 3).Select(Volume),
        Manifest.Workload("StatefulSet", Namespace, "store", 3, spec: """
            "serviceName":"store","volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"disks",
              "resources":{"requests":{"storage":"1Gi"} } } }]
            """),
        Manifest.Pod(Namespace, "lone", podSpec: "\"nodeSelector\":{\"kubernetes.io/hostname\":\"weu-2-1\"}"),
    ];

    private const string Storage = """
        {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"disks"},"provisioner":"kubernetes.io/no-provisioner","volumeBindingMode":"WaitForFirstConsumer"}
        """;

    /// <summary>A disk in a zone of its own, for one member of the store.</summary>
    private static string Volume(int number)
    {
        string zone = string.Create(CultureInfo.InvariantCulture, $"weu-{number + 1}");
        return $$$"""
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"disk-{{{number}}}","labels":{"topology.kubernetes.io/zone":"{{{zone}}}"} },
             "spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"storageClassName":"disks","hostPath":{"path":"/none"},
              "claimRef":{"kind":"PersistentVolumeClaim","namespace":"{{{Namespace}}}","name":"data-store-{{{number}}}"},
              "nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.kubernetes.io/zone","operator":"In","values":["{{{zone}}}"]}]}]} } } }
            """;
    }
}
