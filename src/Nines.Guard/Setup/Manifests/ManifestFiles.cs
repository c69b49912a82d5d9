using System.Collections.Immutable;
using Nines.Text;
using static Nines.Guard.Setup.Manifests.ManifestNames;

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
            GeneratedFile.FromYaml("namespace.yaml", Namespace(settings)),
            GeneratedFile.FromYaml("service-account.yaml", ServiceAccount(settings)),
            settings.Redis == RedisPlacement.Sidecar
                ? GeneratedFile.FromYaml("guard.yaml", HeadlessService(settings, GuardComponent), GuardWithSidecars(settings))
                : GeneratedFile.FromYaml("guard.yaml", Deployment(settings)),
            GeneratedFile.FromYaml("service.yaml", Service(settings)),
            GeneratedFile.FromYaml("pdb.yaml", Budget(settings, settings.Name, GuardComponent)),
            GeneratedFile.FromYaml("network-policy.yaml", NetworkPolicies.Create(settings)),
        };
        if (settings.Redis != RedisPlacement.Sidecar)
        {
            // With sidecars the number of guards is the number of Sentinels, which must stay what it is.
            resources.Add(GeneratedFile.FromYaml("hpa.yaml", Autoscaler(settings)));
        }

        if (settings.Redis == RedisPlacement.StatefulSet)
        {
            resources.Add(GeneratedFile.FromYaml("redis.yaml", HeadlessService(settings, RedisComponent), RedisSet(settings)));
            resources.Add(GeneratedFile.FromYaml("redis-pdb.yaml", Budget(settings, $"{settings.Name}-redis", RedisComponent)));
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

        files.Add(GeneratedFile.FromYaml("kustomization.yaml", Kustomization(settings, resources, files)));
        return [.. files];
    }

    private static YamlMap Kustomization(ManifestSettings settings, IEnumerable<GeneratedFile> resources, IEnumerable<GeneratedFile> files)
    {
        string others = settings.Redis == RedisPlacement.None ? "" : $", {settings.Name}-keys and {settings.Name}-redis";
        YamlNode? scripts = Generator($"{settings.Name}-redis-scripts", "redis/");
        YamlNode config = Generator($"{settings.Name}-config", "config/")!;
        return new YamlMap
        {
            Comment = $"kubectl apply -k .   Create the Secrets with nines guard init: {settings.Name}-tls{others}.",
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["namespace"] = settings.Namespace,
            ["resources"] = [.. resources.Select(file => file.Path)],
            ["configMapGenerator"] = scripts is null ? [config] : [config, scripts],
        };

        YamlMap? Generator(string name, string folder)
        {
            string[] paths = [.. files.Select(file => file.Path).Where(path => path.StartsWith(folder, StringComparison.Ordinal))];
            return paths.Length == 0 ? null : new YamlMap { ["name"] = name, ["files"] = [.. paths] };
        }
    }

    /// <summary>Has no permissions in Kubernetes; with workload identity Azure identifies the pods by it.</summary>
    private static YamlMap ServiceAccount(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ServiceAccount",
        ["metadata"] = new YamlMap(Metadata(settings, settings.Name, GuardComponent))
        {
            ["annotations"] = settings.Guard.WorkloadIdentity is { } client ? new YamlMap { ["azure.workload.identity/client-id"] = client } : null,
        },
        ["automountServiceAccountToken"] = false,
    };

    private static YamlMap Namespace(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new YamlMap
        {
            ["name"] = settings.Namespace,
            ["labels"] = new YamlMap { ["pod-security.kubernetes.io/enforce"] = "restricted" },
        },
    };

    private static YamlMap Deployment(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = Metadata(settings, settings.Name, GuardComponent),
        ["spec"] = new YamlMap
        {
            ["replicas"] = settings.Replicas,
            ["strategy"] = new YamlMap
            {
                ["type"] = "RollingUpdate",
                ["rollingUpdate"] = new YamlMap { ["maxUnavailable"] = 0, ["maxSurge"] = 1 },
            },
            ["selector"] = Selector(settings, GuardComponent),
            ["template"] = new YamlMap
            {
                ["metadata"] = new YamlMap { ["labels"] = GuardLabels(settings) },
                ["spec"] = PodManifest.Create(
                    settings, GuardComponent, "pod-template-hash", [PodManifest.Guard(settings)], PodManifest.GuardVolumes(settings)),
            },
        },
    };

    private static YamlMap GuardWithSidecars(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "StatefulSet",
        ["metadata"] = Metadata(settings, settings.Name, GuardComponent),
        ["spec"] = new YamlMap
        {
            ["serviceName"] = Headless(settings),
            ["replicas"] = settings.Replicas,
            ["podManagementPolicy"] = new YamlScalar("Parallel") { Comment = "All at once: each pod needs the others to find out who is primary." },
            ["selector"] = Selector(settings, GuardComponent),
            ["template"] = new YamlMap
            {
                ["metadata"] = new YamlMap { ["labels"] = GuardLabels(settings) },
                ["spec"] = PodManifest.Create(
                    settings,
                    GuardComponent,
                    "controller-revision-hash",
                    [PodManifest.Guard(settings), .. PodManifest.RedisAndSentinel(settings)],
                    [.. PodManifest.GuardVolumes(settings), .. PodManifest.RedisVolumes(settings)]),
            },
        },
    };

    private static YamlMap RedisSet(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "StatefulSet",
        ["metadata"] = Metadata(settings, $"{settings.Name}-redis", RedisComponent),
        ["spec"] = new YamlMap
        {
            ["serviceName"] = Headless(settings),
            ["replicas"] = ManifestSettings.Quorum,
            ["podManagementPolicy"] = "Parallel",
            ["selector"] = Selector(settings, RedisComponent),
            ["template"] = new YamlMap
            {
                ["metadata"] = new YamlMap { ["labels"] = Labels(settings, RedisComponent) },
                ["spec"] = PodManifest.Create(
                    settings,
                    RedisComponent,
                    "controller-revision-hash",
                    PodManifest.RedisAndSentinel(settings),
                    [.. PodManifest.RedisSecrets(settings), .. PodManifest.RedisVolumes(settings)]),
            },
        },
    };

    private static YamlMap HeadlessService(ManifestSettings settings, string component) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = Metadata(settings, Headless(settings), component),
        ["spec"] = new YamlMap
        {
            ["clusterIP"] = "None",
            ["publishNotReadyAddresses"] = new YamlScalar(true) { Comment = "The pods find each other before they are ready." },
            ["selector"] = Labels(settings, component),
            ["ports"] =
            [
                new YamlMap { ["name"] = "redis", ["port"] = PodManifest.RedisPort },
                new YamlMap { ["name"] = "sentinel", ["port"] = PodManifest.SentinelPort },
            ],
        },
    };

    private static YamlMap Service(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = Metadata(settings, settings.Name, GuardComponent),
        ["spec"] = new YamlMap
        {
            ["clusterIP"] = settings.ClusterIp,
            ["selector"] = Labels(settings, GuardComponent),
            ["ports"] =
            [
                new YamlMap { ["name"] = "https", ["port"] = 443, ["targetPort"] = "https" },
                new YamlMap { ["name"] = "operations", ["port"] = PodManifest.OperationsPort, ["targetPort"] = "operations" },
            ],
        },
    };

    private static YamlMap Budget(ManifestSettings settings, string name, string component) => new()
    {
        ["apiVersion"] = "policy/v1",
        ["kind"] = "PodDisruptionBudget",
        ["metadata"] = Metadata(settings, name, component),
        ["spec"] = new YamlMap { ["maxUnavailable"] = 1, ["selector"] = Selector(settings, component) },
    };

    private static YamlMap Autoscaler(ManifestSettings settings) => new()
    {
        ["apiVersion"] = "autoscaling/v2",
        ["kind"] = "HorizontalPodAutoscaler",
        ["metadata"] = Metadata(settings, settings.Name, GuardComponent),
        ["spec"] = new YamlMap
        {
            ["scaleTargetRef"] = new YamlMap { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = settings.Name },
            ["minReplicas"] = settings.Replicas,
            ["maxReplicas"] = settings.MaxReplicas,
            ["metrics"] =
            [
                new YamlMap
                {
                    ["type"] = "Resource",
                    ["resource"] = new YamlMap
                    {
                        ["name"] = "cpu",
                        ["target"] = new YamlMap { ["type"] = "Utilization", ["averageUtilization"] = 70 },
                    },
                },
            ],
        },
    };

    // A label that selectors do not have: it makes the webhook of Azure Workload Identity mount the token.
    private static YamlMap GuardLabels(ManifestSettings settings) => new(Labels(settings, GuardComponent))
    {
        ["azure.workload.identity/use"] = settings.Guard.WorkloadIdentity is null ? null : "true",
    };
}

/// <summary>A file that a set-up verb writes.</summary>
/// <param name="Path">Relative, with forward slashes.</param>
/// <param name="Text">Ends with a newline.</param>
internal sealed record GeneratedFile(string Path, string Text)
{
    public static GeneratedFile FromYaml(string path, params ReadOnlySpan<YamlNode> documents) => new(path, YamlWriter.Write(documents));
}
