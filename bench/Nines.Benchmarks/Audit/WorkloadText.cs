namespace Nines.Benchmarks.Audit;

/// <summary>Workloads, on one line each: they are few beside the pods.</summary>
internal static class WorkloadText
{
    private const string Containers =
        """
        "containers":[{"name":"app","image":"registry.example.com/platform/app:1.42.7","args":["--listen=:8080"],"env":[{"name":"DATABASE_URL","valueFrom":{"secretKeyRef":{"key":"url","name":"database"}}}],"livenessProbe":{"httpGet":{"path":"/live","port":8080}},"readinessProbe":{"httpGet":{"path":"/ready","port":8080},"periodSeconds":5},"ports":[{"containerPort":8080,"name":"http"}],"resources":{"limits":{"memory":"256Mi"},"requests":{"cpu":"100m","memory":"256Mi"}}}]
        """;

    private const string SpreadOf =
        """
        ,"topologySpreadConstraints":[{"labelSelector":{"matchLabels":{"app":"$NAME"}},"maxSkew":1,"topologyKey":"topology.kubernetes.io/zone","whenUnsatisfiable":"ScheduleAnyway"}]
        """;

    public static string Deployment(string name, string ns, int replicas, bool spreads) => Fill(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"$NAME","namespace":"$SPACE","uid":"u-$NAME","labels":{"app":"$NAME"},"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"}"}},"spec":{"replicas":$COUNT,"selector":{"matchLabels":{"app":"$NAME"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}},"template":{"metadata":{"labels":{"app":"$NAME","app.kubernetes.io/instance":"$NAME","app.kubernetes.io/part-of":"platform"}},"spec":{$CONTAINERS$SPREAD}}},"status":{"replicas":$COUNT,"readyReplicas":$COUNT}}
        """.Replace("$SPREAD", spreads ? SpreadOf : "", StringComparison.Ordinal), name, ns, replicas);

    public static string ReplicaSet(string name, string ns, string hash, int replicas) => Fill(
        """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"$NAME-$HASH","namespace":"$SPACE","uid":"u-$NAME-$HASH","labels":{"app":"$NAME","pod-template-hash":"$HASH"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"$NAME","uid":"u-$NAME","controller":true}]},"spec":{"replicas":$COUNT,"selector":{"matchLabels":{"app":"$NAME","pod-template-hash":"$HASH"}},"template":{"metadata":{"labels":{"app":"$NAME","pod-template-hash":"$HASH"}},"spec":{$CONTAINERS}}},"status":{"replicas":$COUNT}}
        """.Replace("$HASH", hash, StringComparison.Ordinal), name, ns, replicas);

    public static string StatefulSet(string name, string ns, int replicas) => Fill(
        """
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"$NAME","namespace":"$SPACE","uid":"u-$NAME","labels":{"app":"$NAME"}},"spec":{"replicas":$COUNT,"serviceName":"$NAME","selector":{"matchLabels":{"app":"$NAME"}},"template":{"metadata":{"labels":{"app":"$NAME","app.kubernetes.io/instance":"$NAME","app.kubernetes.io/part-of":"platform"}},"spec":{$CONTAINERS}},"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"managed-csi","resources":{"requests":{"storage":"64Gi"}}}}]},"status":{"replicas":$COUNT}}
        """, name, ns, replicas);

    internal static string Fill(string text, string name, string ns, int count) => text
        .Replace("$CONTAINERS", Containers, StringComparison.Ordinal).Replace("$NAME", name, StringComparison.Ordinal)
        .Replace("$SPACE", ns, StringComparison.Ordinal).Replace("$COUNT", count.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
