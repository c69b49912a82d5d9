using System.Collections.Immutable;
using Nines.Guard.Configuration;
using static Nines.Guard.Setup.Manifests.PodManifest;

namespace Nines.Guard.Setup.Manifests;

/// <summary>Manifests for Kubernetes, as a base for kustomize: <c>kubectl apply -k FOLDER</c>.</summary>
internal static class ManifestFiles
{
    /// <param name="settings">Valid settings: see <see cref="ManifestFaults"/>.</param>
    public static ImmutableArray<GeneratedFile> Create(ManifestSettings settings)
    {
        bool hasOwnRedis = settings.Redis is RedisPlacement.Sidecar or RedisPlacement.StatefulSet;
        var resources = new List<GeneratedFile>
        {
            new("namespace.yaml", Namespace(settings)),
            new("service-account.yaml", ServiceAccount(settings)),
            new("guard.yaml", settings.Redis == RedisPlacement.Sidecar ? WithSidecars(settings) : Deployment(settings)),
            new("service.yaml", Service(settings)),
            new("pdb.yaml", Budget(settings, settings.Name, "guard")),
            new("network-policy.yaml", NetworkPolicies.Create(settings)),
        };
        if (settings.Redis != RedisPlacement.Sidecar)
        {
            // With sidecars the number of guards is the number of Sentinels, which must stay what it is.
            resources.Add(new("hpa.yaml", Autoscaler(settings)));
        }

        if (settings.Redis == RedisPlacement.StatefulSet)
        {
            resources.Add(new("redis.yaml", RedisSet(settings)));
            resources.Add(new("redis-pdb.yaml", Budget(settings, $"{settings.Name}-redis", "redis")));
        }

        resources.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        List<GeneratedFile> files = [.. resources, new("config/guard.yaml", settings.Guard.SettingsYaml)];
        if (settings.Guard.PolicyYaml is { } policy)
        {
            files.Add(new("config/policy.yaml", policy));
        }

        if (hasOwnRedis)
        {
            files.Add(new("redis/redis-common.sh", StartScripts.Common));
            files.Add(new("redis/redis-start.sh", StartScripts.Redis));
            files.Add(new("redis/sentinel-start.sh", StartScripts.Sentinel));
        }

        files.Add(new("kustomization.yaml", Kustomization(settings, resources, hasOwnRedis)));
        return [.. files];
    }

    /// <summary>The host names of the Redis pods, in order.</summary>
    public static string Peers(ManifestSettings settings)
    {
        string set = settings.Redis == RedisPlacement.Sidecar ? settings.Name : $"{settings.Name}-redis";
        return string.Join(' ', Enumerable.Range(0, ManifestSettings.Quorum)
            .Select(pod => $"{set}-{pod}.{Headless(settings)}.{settings.Namespace}.svc"));
    }

    private static string Headless(ManifestSettings settings) => $"{settings.Name}-peers";

    private static string Kustomization(ManifestSettings settings, IEnumerable<GeneratedFile> resources, bool hasOwnRedis) => $"""
        # kubectl apply -k .   Create the Secrets with nines guard init: {settings.Name}-tls{Secrets(settings)}.
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: {settings.Namespace}
        resources:
        {string.Join('\n', resources.Select(file => $"- {file.Path}"))}
        configMapGenerator:
        - name: {settings.Name}-config
          files: [{(settings.Guard.PolicyYaml is null ? "config/guard.yaml" : "config/guard.yaml, config/policy.yaml")}]
        """ + (hasOwnRedis ? $"""

        - name: {settings.Name}-redis-scripts
          files: [redis/redis-common.sh, redis/redis-start.sh, redis/sentinel-start.sh]

        """ : "\n");

    private static string Secrets(ManifestSettings settings) =>
        settings.Redis == RedisPlacement.None ? "" : $", {settings.Name}-keys and {settings.Name}-redis";

    /// <summary>Has no permissions in Kubernetes; with workload identity Azure identifies the pods by it.</summary>
    private static string ServiceAccount(ManifestSettings settings) => $"""
        apiVersion: v1
        kind: ServiceAccount
        metadata:
        {Indent(Metadata(settings, settings.Name, "guard"), 2)}
        """ + (settings.Guard.WorkloadIdentity is { } client ? $"""

          annotations:
            azure.workload.identity/client-id: {YamlScalar.Quote(client)}
        """ : "") + """

        automountServiceAccountToken: false

        """;

    private static string Namespace(ManifestSettings settings) => $"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {settings.Namespace}
          labels:
            pod-security.kubernetes.io/enforce: restricted

        """;

    private static string Deployment(ManifestSettings settings) => $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
        {Indent(Metadata(settings, settings.Name, "guard"), 2)}
        spec:
          replicas: {settings.Replicas}
          strategy:
            type: RollingUpdate
            rollingUpdate:
              maxUnavailable: 0
              maxSurge: 1
        {Indent(Selector(settings, "guard"), 2)}
          template:
            metadata:
        {Indent(GuardLabels(settings), 6)}
            spec:
              serviceAccountName: {settings.Name}
        {Indent(PodManifest.Placement(settings, "guard", "pod-template-hash"), 6)}
              containers:
        {Indent(PodManifest.Guard(settings), 6)}
              volumes:
        {Indent(GuardVolumes(settings), 6)}

        """;

    private static string WithSidecars(ManifestSettings settings) => HeadlessService(settings, "guard") + $"""
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
        {Indent(Metadata(settings, settings.Name, "guard"), 2)}
        spec:
          serviceName: {Headless(settings)}
          replicas: {settings.Replicas}
          # All at once: each pod needs the others to find out who is primary.
          podManagementPolicy: Parallel
        {Indent(Selector(settings, "guard"), 2)}
          template:
            metadata:
        {Indent(GuardLabels(settings), 6)}
            spec:
              serviceAccountName: {settings.Name}
        {Indent(PodManifest.Placement(settings, "guard", "controller-revision-hash"), 6)}
              containers:
        {Indent(PodManifest.Guard(settings), 6)}
        {Indent(RedisAndSentinel(settings, Peers(settings), Headless(settings)), 6)}
              volumes:
        {Indent(GuardVolumes(settings), 6)}
        {Indent(RedisVolumes(settings, withShared: false), 6)}

        """;

    private static string RedisSet(ManifestSettings settings) => HeadlessService(settings, "redis") + $"""
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
        {Indent(Metadata(settings, $"{settings.Name}-redis", "redis"), 2)}
        spec:
          serviceName: {Headless(settings)}
          replicas: {ManifestSettings.Quorum}
          podManagementPolicy: Parallel
        {Indent(Selector(settings, "redis"), 2)}
          template:
            metadata:
        {Indent(Labels(settings, "redis"), 6)}
            spec:
        {Indent(PodManifest.Placement(settings, "redis", "controller-revision-hash"), 6)}
              containers:
        {Indent(RedisAndSentinel(settings, Peers(settings), Headless(settings)), 6)}
              volumes:
        {Indent(RedisVolumes(settings, withShared: true), 6)}

        """;

    private static string HeadlessService(ManifestSettings settings, string component) => $"""
        apiVersion: v1
        kind: Service
        metadata:
        {Indent(Metadata(settings, Headless(settings), component), 2)}
        spec:
          clusterIP: None
          # The pods find each other before they are ready.
          publishNotReadyAddresses: true
          selector:
        {Indent(Identity(settings, component), 4)}
          ports:
          - name: redis
            port: {RedisPort}
          - name: sentinel
            port: {SentinelPort}

        """;

    private static string Service(ManifestSettings settings) => $"""
        apiVersion: v1
        kind: Service
        metadata:
        {Indent(Metadata(settings, settings.Name, "guard"), 2)}
        spec:
        """ + (settings.ClusterIp is { } address ? $"\n  clusterIP: {YamlScalar.Quote(address)}" : "") + $"""

          selector:
        {Indent(Identity(settings, "guard"), 4)}
          ports:
          - name: https
            port: 443
            targetPort: https
          - name: operations
            port: {OperationsPort}
            targetPort: operations

        """;

    private static string Budget(ManifestSettings settings, string name, string component) => $"""
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
        {Indent(Metadata(settings, name, component), 2)}
        spec:
          maxUnavailable: 1
        {Indent(Selector(settings, component), 2)}

        """;

    private static string Autoscaler(ManifestSettings settings) => $"""
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
        {Indent(Metadata(settings, settings.Name, "guard"), 2)}
        spec:
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: {settings.Name}
          minReplicas: {settings.Replicas}
          maxReplicas: {settings.MaxReplicas}
          metrics:
          - type: Resource
            resource:
              name: cpu
              target:
                type: Utilization
                averageUtilization: 70

        """;

    private static string Metadata(ManifestSettings settings, string name, string component) => $"""
        name: {name}
        namespace: {settings.Namespace}
        {Labels(settings, component)}
        """;

    private static string Labels(ManifestSettings settings, string component) => $"""
        labels:
        {Indent(Identity(settings, component), 2)}
        """;

    // A label that selectors do not have: it makes the webhook of Azure Workload Identity mount the token.
    private static string GuardLabels(ManifestSettings settings) =>
        Labels(settings, "guard") + (settings.Guard.WorkloadIdentity is null ? "" : "\n  azure.workload.identity/use: \"true\"");

    private static string Selector(ManifestSettings settings, string component) => $"""
        selector:
          matchLabels:
        {Indent(Identity(settings, component), 4)}
        """;

    private static string Identity(ManifestSettings settings, string component) => $"""
        app.kubernetes.io/name: {settings.Name}
        app.kubernetes.io/component: {component}
        """;
}

/// <summary>A file that a set-up verb writes.</summary>
/// <param name="Path">Relative, with forward slashes.</param>
/// <param name="Text">Ends with a newline.</param>
internal sealed record GeneratedFile(string Path, string Text);
