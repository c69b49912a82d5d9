using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Guard.Setup.Manifests;

/// <summary>The pods: the guard, and a Redis with its Sentinel.</summary>
internal static class PodManifest
{
    public const int GuardPort = 9443;
    public const int OperationsPort = 9090;
    public const int RedisPort = 6379;
    public const int SentinelPort = 26379;

    private const UnixFileMode SecretMode = UnixFileMode.UserRead | UnixFileMode.GroupRead;

    /// <summary>Requirements of the pod security standard "restricted".</summary>
    private static readonly YamlMap s_security = new()
    {
        ["allowPrivilegeEscalation"] = false,
        ["readOnlyRootFilesystem"] = true,
        ["capabilities"] = new YamlMap { ["drop"] = ["ALL"] },
    };

    /// <summary>The specification of a pod: identity, scheduling, termination, and its contents.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="component">Guard or Redis.</param>
    /// <param name="revisionLabel">The label that Kubernetes gives to the pods of one version.</param>
    /// <param name="containers">Its containers.</param>
    /// <param name="volumes">Its volumes.</param>
    public static YamlMap Create(ManifestSettings settings, string component, string revisionLabel, YamlList containers, YamlList volumes) => new()
    {
        ["serviceAccountName"] = component == ManifestNames.GuardComponent ? settings.Name : null,
        ["automountServiceAccountToken"] = false,
        ["enableServiceLinks"] = false,
        ["priorityClassName"] = "system-cluster-critical",
        ["terminationGracePeriodSeconds"] = settings.Guard.GraceSeconds,
        ["securityContext"] = new YamlMap
        {
            ["runAsNonRoot"] = true,
            ["runAsUser"] = 65532,
            ["runAsGroup"] = 65532,
            ["fsGroup"] = 65532,
            ["seccompProfile"] = new YamlMap { ["type"] = "RuntimeDefault" },
        },
        ["topologySpreadConstraints"] =
        [
            new YamlMap
            {
                Comment = "A lost zone must not keep its pods from other zones: its nodes are tainted, so they do not count.",
                ["maxSkew"] = 1,
                ["topologyKey"] = "topology.kubernetes.io/zone",
                ["whenUnsatisfiable"] = "DoNotSchedule",
                ["nodeTaintsPolicy"] = "Honor",
                ["matchLabelKeys"] = [revisionLabel],
                ["labelSelector"] = ManifestNames.Selector(settings, component),
            },
            new YamlMap
            {
                ["maxSkew"] = 1,
                ["topologyKey"] = "kubernetes.io/hostname",
                ["whenUnsatisfiable"] = "ScheduleAnyway",
                ["matchLabelKeys"] = [revisionLabel],
                ["labelSelector"] = ManifestNames.Selector(settings, component),
            },
        ],
        ["containers"] = containers,
        ["volumes"] = volumes,
    };

    public static YamlMap Guard(ManifestSettings settings) => new()
    {
        ["name"] = "guard",
        ["image"] = settings.Image,
        ["args"] = ["guard", "serve", "--config", $"{ManifestConfig.ConfigFolder}/guard.yaml"],
        ["env"] = new YamlList(RuntimeVariables.All.Select(variable => Variable(variable.Name, variable.Value)))
        {
            Comment = "Less memory for the same work, and one thread that waits for all sockets.",
        },
        ["ports"] = [Port("https", GuardPort), Port("operations", OperationsPort)],
        ["resources"] = new YamlMap
        {
            ["requests"] = new YamlMap { ["cpu"] = "100m", ["memory"] = "128Mi" },
            ["limits"] = new YamlMap { ["memory"] = $"{settings.Guard.MemoryMiB}Mi" },
        },
        ["startupProbe"] = HttpProbe("/livez", seconds: 1, failures: 30),
        ["readinessProbe"] = HttpProbe("/readyz", seconds: 2, failures: 2),
        ["livenessProbe"] = HttpProbe("/livez", seconds: 10, failures: 3),
        ["securityContext"] = s_security,
        ["volumeMounts"] =
        [
            Mount("config", ManifestConfig.ConfigFolder),
            Mount("tls", ManifestConfig.TlsFolder),
            Mount("keys", ManifestConfig.KeysFolder),
            Mount("redis-password", ManifestConfig.RedisFolder),
            Mount("extra", ManifestConfig.ExtraFolder),
            Mount("tmp", "/tmp", isReadOnly: false),
        ],
    };

    /// <summary>The containers of Redis and of its Sentinel.</summary>
    public static YamlList RedisAndSentinel(ManifestSettings settings) =>
    [
        RedisContainer(settings, "redis", RedisPort, new YamlMap
        {
            ["requests"] = new YamlMap { ["cpu"] = "50m", ["memory"] = "64Mi" },
            ["limits"] = new YamlMap
            {
                ["memory"] = new YamlScalar("256Mi") { Comment = "maxmemory is 128 MB; the rest is for replication buffers." },
            },
        }),
        RedisContainer(settings, "sentinel", SentinelPort, new YamlMap
        {
            ["requests"] = new YamlMap { ["cpu"] = "20m", ["memory"] = "32Mi" },
            ["limits"] = new YamlMap { ["memory"] = "64Mi" },
        }),
    ];

    public static YamlList GuardVolumes(ManifestSettings settings)
    {
        bool hasRedis = settings.Redis is not RedisPlacement.None;
        return
        [
            new YamlMap { ["name"] = "config", ["configMap"] = new YamlMap { ["name"] = $"{settings.Name}-config" } },
            Secret("tls", $"{settings.Name}-tls", comment: "Readable by the group of the pod only."),
            Secret("keys", $"{settings.Name}-keys", isOptional: !hasRedis),
            Secret("redis-password", $"{settings.Name}-redis", isOptional: !hasRedis),
            Secret("extra", $"{settings.Name}-extra", isOptional: true, "A token file or a client secret, when the settings name one."),
            new YamlMap { ["name"] = "tmp", ["emptyDir"] = new YamlMap { ["medium"] = "Memory", ["sizeLimit"] = "16Mi" } },
        ];
    }

    /// <summary>Volumes of Redis and Sentinel alone; in pods of their own they also need <see cref="RedisSecrets"/>.</summary>
    public static YamlList RedisVolumes(ManifestSettings settings) =>
    [
        new YamlMap { ["name"] = "redis-scripts", ["configMap"] = new YamlMap { ["name"] = $"{settings.Name}-redis-scripts" } },
        new YamlMap { ["name"] = "redis-data", ["emptyDir"] = new YamlMap { ["sizeLimit"] = "64Mi" } },
        new YamlMap { ["name"] = "sentinel-data", ["emptyDir"] = new YamlMap { ["sizeLimit"] = "16Mi" } },
    ];

    public static YamlList RedisSecrets(ManifestSettings settings) =>
        [Secret("tls", $"{settings.Name}-tls"), Secret("redis-password", $"{settings.Name}-redis")];

    private static YamlMap RedisContainer(ManifestSettings settings, string name, int port, YamlMap resources) => new()
    {
        ["name"] = name,
        ["image"] = settings.RedisImage,
        ["command"] = ["sh", $"/scripts/{name}-start.sh"],
        ["env"] =
        [
            new YamlMap
            {
                ["name"] = "POD_NAME",
                ["valueFrom"] = new YamlMap { ["fieldRef"] = new YamlMap { ["fieldPath"] = "metadata.name" } },
            },
            Variable("SELF", $"$(POD_NAME).{ManifestNames.Headless(settings)}.{settings.Namespace}.svc"),
            Variable("PEERS", ManifestNames.Peers(settings)),
            Variable("DATA", "/data"),
            Variable("MASTER_NAME", settings.Name),
            Variable("PASSWORD_FILE", $"{ManifestConfig.RedisFolder}/{RedisPasswordSetup.FileName}"),
            Variable("TLS_DIR", ManifestConfig.TlsFolder),
        ],
        ["ports"] = [Port(name, port)],
        ["resources"] = resources,
        ["startupProbe"] = SocketProbe(name, seconds: 1, failures: 60),
        ["livenessProbe"] = SocketProbe(name, seconds: 10, failures: null),
        ["securityContext"] = s_security,
        ["volumeMounts"] =
        [
            Mount("redis-scripts", "/scripts"),
            Mount($"{name}-data", "/data", isReadOnly: false),
            Mount("tls", ManifestConfig.TlsFolder),
            Mount("redis-password", ManifestConfig.RedisFolder),
        ],
    };

    private static YamlMap Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static YamlMap Port(string name, int port) => new() { ["name"] = name, ["containerPort"] = port };

    private static YamlMap HttpProbe(string path, int seconds, int failures) => new()
    {
        ["httpGet"] = new YamlMap { ["path"] = path, ["port"] = "operations" },
        ["periodSeconds"] = seconds,
        ["failureThreshold"] = failures,
    };

    private static YamlMap SocketProbe(string port, int seconds, int? failures) => new()
    {
        ["tcpSocket"] = new YamlMap { ["port"] = port },
        ["periodSeconds"] = seconds,
        ["failureThreshold"] = failures,
    };

    private static YamlMap Mount(string name, string path, bool isReadOnly = true) => new()
    {
        ["name"] = name,
        ["mountPath"] = path,
        ["readOnly"] = isReadOnly ? true : null,
    };

    private static YamlMap Secret(string name, string secret, bool? isOptional = null, string? comment = null) => new()
    {
        Comment = comment,
        ["name"] = name,
        ["secret"] = new YamlMap { ["secretName"] = secret, ["defaultMode"] = SecretMode, ["optional"] = isOptional },
    };
}
