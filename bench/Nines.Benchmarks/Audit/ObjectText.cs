using System.Globalization;

namespace Nines.Benchmarks.Audit;

/// <summary>Nodes, volumes, services and policies.</summary>
internal static class ObjectText
{
    private const string Region = "westeurope";

    public const string StorageClass =
        """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"managed-csi","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"disk.csi.azure.com","parameters":{"skuname":"StandardSSD_LRS"},"volumeBindingMode":"WaitForFirstConsumer"}""";

    public static string Node(int number) =>
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"$NAME","uid":"u-$NAME","labels":{"agentpool":"pool$POOL","beta.kubernetes.io/arch":"amd64","failure-domain.beta.kubernetes.io/zone":"$ZONE","kubernetes.azure.com/agentpool":"pool$POOL","kubernetes.azure.com/mode":"user","kubernetes.io/arch":"amd64","kubernetes.io/hostname":"$NAME","kubernetes.io/os":"linux","node.kubernetes.io/instance-type":"Standard_D8s_v5","topology.disk.csi.azure.com/zone":"$ZONE","topology.kubernetes.io/region":"westeurope","topology.kubernetes.io/zone":"$ZONE"},"annotations":{"csi.volume.kubernetes.io/nodeid":"{\"disk.csi.azure.com\":\"$NAME\"}"}},"spec":{"podCIDR":"10.244.0.0/24","providerID":"azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_bench/providers/Microsoft.Compute/virtualMachineScaleSets/aks-pool$POOL-12345678-vmss/virtualMachines/$NUMBER"},"status":{"addresses":[{"address":"10.224.0.17","type":"InternalIP"}],"allocatable":{"cpu":"7820m","ephemeral-storage":"119703055367","memory":"28362032Ki","pods":"110"},"capacity":{"cpu":"8","memory":"32863540Ki","pods":"110"},"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"True","lastHeartbeatTime":"2026-11-02T08:15:43Z"}],"images":[$IMAGES],"nodeInfo":{"kubeletVersion":"v1.34.1","osImage":"Ubuntu 22.04.5 LTS"}}}
        """.Replace("$IMAGES", s_images, StringComparison.Ordinal).Replace("$NAME", LargeCluster.NodeName(number), StringComparison.Ordinal)
            .Replace("$POOL", (number % 9).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("$NUMBER", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("$ZONE", Zone(number), StringComparison.Ordinal);

    public static string Namespace(string name) => WorkloadText.Fill(
        """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"$NAME","labels":{"kubernetes.io/metadata.name":"$NAME"}},"status":{"phase":"Active"}}""", name, "", 0);

    public static string DaemonSet(string name, int nodes) => WorkloadText.Fill(
        """
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"$NAME","namespace":"kube-system"},"spec":{"selector":{"matchLabels":{"app":"$NAME"}},"template":{"metadata":{"labels":{"app":"$NAME"}},"spec":{$CONTAINERS}}},"status":{"desiredNumberScheduled":$COUNT}}
        """, name, "", nodes);

    public static string Claim(string name, string ns, string volume) => WorkloadText.Fill(
        """{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"$NAME","namespace":"$SPACE"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"64Gi"}},"storageClassName":"managed-csi","volumeName":"$VOLUME"},"status":{"phase":"Bound"}}"""
            .Replace("$VOLUME", volume, StringComparison.Ordinal), name, ns, 0);

    public static string Volume(string name, string claim, string ns, int node) => WorkloadText.Fill(
        """{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"$NAME"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"64Gi"},"claimRef":{"kind":"PersistentVolumeClaim","name":"$CLAIM","namespace":"$SPACE"},"csi":{"driver":"disk.csi.azure.com","volumeHandle":"/subscriptions/x/disks/$NAME"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.disk.csi.azure.com/zone","operator":"In","values":["$ZONE"]}]}]}},"storageClassName":"managed-csi"},"status":{"phase":"Bound"}}"""
            .Replace("$CLAIM", claim, StringComparison.Ordinal).Replace("$ZONE", Zone(node), StringComparison.Ordinal), name, ns, 0);

    public static string Service(string name, string ns) => WorkloadText.Fill(
        """{"apiVersion":"v1","kind":"Service","metadata":{"name":"$NAME","namespace":"$SPACE"},"spec":{"clusterIP":"10.0.0.7","ports":[{"port":80}],"selector":{"app":"$NAME"},"type":"ClusterIP"}}""", name, ns, 0);

    public static string Slice(string name, string ns, IEnumerable<(string Pod, string Node)> pods) => WorkloadText.Fill(
        """{"addressType":"IPv4","apiVersion":"discovery.k8s.io/v1","endpoints":[$ENDPOINTS],"kind":"EndpointSlice","metadata":{"name":"$NAME-x7k2p","namespace":"$SPACE","labels":{"kubernetes.io/service-name":"$NAME"}}}"""
            .Replace("$ENDPOINTS", string.Join(',', pods.Select(pod =>
                $$$"""{"addresses":["10.244.13.57"],"conditions":{"ready":true,"serving":true},"nodeName":"{{{pod.Node}}}","targetRef":{"kind":"Pod","name":"{{{pod.Pod}}}"} }""")), StringComparison.Ordinal), name, ns, 0);

    public static string Budget(string name, string ns) => WorkloadText.Fill(
        """{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"$NAME","namespace":"$SPACE"},"spec":{"maxUnavailable":1,"selector":{"matchLabels":{"app":"$NAME"}}},"status":{"disruptionsAllowed":1,"observedGeneration":1}}""", name, ns, 0);

    public static string Autoscaler(string name, string ns, int replicas) => WorkloadText.Fill(
        """{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"$NAME","namespace":"$SPACE"},"spec":{"maxReplicas":100,"minReplicas":2,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"$NAME"}},"status":{"currentReplicas":$COUNT,"desiredReplicas":$COUNT}}""", name, ns, replicas);

    // kubelet reports fifty.
    private static readonly string s_images = string.Join(',', Enumerable.Range(0, 50).Select(image =>
        $$"""{"names":["registry.example.com/platform/app-{{image}}@sha256:f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f","registry.example.com/platform/app-{{image}}:1.42.7"],"sizeBytes":123456789}"""));

    private static string Zone(int node) => $"{Region}-{(1 + (node % 3)).ToString(CultureInfo.InvariantCulture)}";
}
