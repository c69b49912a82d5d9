using Nines.Guard.Configuration;
using Nines.Guard.Setup.Pki;

namespace Nines.Guard.Setup.Manifests;

/// <summary>The pods: the guard, and a Redis with its Sentinel.</summary>
internal static class PodManifest
{
    public const int GuardPort = 9443;
    public const int OperationsPort = 9090;
    public const int RedisPort = 6379;
    public const int SentinelPort = 26379;

    /// <summary>Requirements of the pod security standard "restricted".</summary>
    private const string ContainerSecurity = """
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop: [ALL]
        """;

    private static readonly string s_environment = string.Join(
        "\n  ", RuntimeVariables.All.Select(variable => $"- name: {variable.Name}\n    value: {YamlScalar.Quote(variable.Value)}"));

    /// <summary>Common part of both kinds of pods: identity, scheduling, termination. Not indented.</summary>
    public static string Placement(ManifestSettings settings, string component, string revisionLabel) => $"""
        automountServiceAccountToken: false
        enableServiceLinks: false
        priorityClassName: system-cluster-critical
        terminationGracePeriodSeconds: {settings.Guard.GraceSeconds}
        securityContext:
          runAsNonRoot: true
          runAsUser: 65532
          runAsGroup: 65532
          fsGroup: 65532
          seccompProfile:
            type: RuntimeDefault
        topologySpreadConstraints:
        # A lost zone must not keep its pods from other zones: its nodes are tainted, so they do not count.
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          nodeTaintsPolicy: Honor
          matchLabelKeys: [{revisionLabel}]
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: {settings.Name}
              app.kubernetes.io/component: {component}
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          matchLabelKeys: [{revisionLabel}]
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: {settings.Name}
              app.kubernetes.io/component: {component}
        """;

    public static string Guard(ManifestSettings settings) => $"""
        - name: guard
          image: {YamlScalar.Quote(settings.Image)}
          args: [guard, serve, --config, {ManifestConfig.ConfigFolder}/guard.yaml]
          env:
          # Less memory for the same work, and one thread that waits for all sockets.
          {s_environment}
          ports:
          - name: https
            containerPort: {GuardPort}
          - name: operations
            containerPort: {OperationsPort}
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: {settings.Guard.MemoryMiB}Mi
          startupProbe:
            httpGet:
              path: /livez
              port: operations
            periodSeconds: 1
            failureThreshold: 30
          readinessProbe:
            httpGet:
              path: /readyz
              port: operations
            periodSeconds: 2
            failureThreshold: 2
          livenessProbe:
            httpGet:
              path: /livez
              port: operations
            periodSeconds: 10
            failureThreshold: 3
        {Indent(ContainerSecurity, 2)}
          volumeMounts:
          - name: config
            mountPath: {ManifestConfig.ConfigFolder}
            readOnly: true
          - name: tls
            mountPath: {ManifestConfig.TlsFolder}
            readOnly: true
          - name: keys
            mountPath: {ManifestConfig.KeysFolder}
            readOnly: true
          - name: redis-password
            mountPath: {ManifestConfig.RedisFolder}
            readOnly: true
          - name: extra
            mountPath: {ManifestConfig.ExtraFolder}
            readOnly: true
          - name: tmp
            mountPath: /tmp
        """;

    public static string RedisAndSentinel(ManifestSettings settings, string peers, string service) => $"""
        - name: redis
          image: {YamlScalar.Quote(settings.RedisImage)}
          command: [sh, /scripts/redis-start.sh]
        {Indent(RedisEnvironment(settings, peers, service), 2)}
          ports:
          - name: redis
            containerPort: {RedisPort}
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              # maxmemory is 128 MB; the rest is for replication buffers.
              memory: 256Mi
          startupProbe:
            tcpSocket:
              port: redis
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            tcpSocket:
              port: redis
            periodSeconds: 10
        {Indent(ContainerSecurity, 2)}
        {Indent(RedisMounts("redis"), 2)}
        - name: sentinel
          image: {YamlScalar.Quote(settings.RedisImage)}
          command: [sh, /scripts/sentinel-start.sh]
        {Indent(RedisEnvironment(settings, peers, service), 2)}
          ports:
          - name: sentinel
            containerPort: {SentinelPort}
          resources:
            requests:
              cpu: 20m
              memory: 32Mi
            limits:
              memory: 64Mi
          startupProbe:
            tcpSocket:
              port: sentinel
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            tcpSocket:
              port: sentinel
            periodSeconds: 10
        {Indent(ContainerSecurity, 2)}
        {Indent(RedisMounts("sentinel"), 2)}
        """;

    public static string GuardVolumes(ManifestSettings settings) => $"""
        - name: config
          configMap:
            name: {settings.Name}-config
        # Readable by the group of the pod only.
        - name: tls
          secret:
            secretName: {settings.Name}-tls
            defaultMode: 0440
        - name: keys
          secret:
            secretName: {settings.Name}-keys
            defaultMode: 0440
            optional: {(settings.Redis is RedisPlacement.None ? "true" : "false")}
        - name: redis-password
          secret:
            secretName: {settings.Name}-redis
            defaultMode: 0440
            optional: {(settings.Redis is RedisPlacement.None ? "true" : "false")}
        # A token file or a client secret, when the settings name one.
        - name: extra
          secret:
            secretName: {settings.Name}-extra
            defaultMode: 0440
            optional: true
        - name: tmp
          emptyDir:
            medium: Memory
            sizeLimit: 16Mi
        """;

    public static string RedisVolumes(ManifestSettings settings, bool withShared) => (withShared ? $"""
        - name: tls
          secret:
            secretName: {settings.Name}-tls
            defaultMode: 0440
        - name: redis-password
          secret:
            secretName: {settings.Name}-redis
            defaultMode: 0440

        """ : "") + $"""
        - name: redis-scripts
          configMap:
            name: {settings.Name}-redis-scripts
        - name: redis-data
          emptyDir:
            sizeLimit: 64Mi
        - name: sentinel-data
          emptyDir:
            sizeLimit: 16Mi
        """;

    /// <summary>Puts spaces before every line but empty ones.</summary>
    public static string Indent(string text, int spaces) =>
        string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? line : new string(' ', spaces) + line));

    private static string RedisEnvironment(ManifestSettings settings, string peers, string service) => $"""
        env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: SELF
          value: $(POD_NAME).{service}.{settings.Namespace}.svc
        - name: PEERS
          value: {YamlScalar.Quote(peers)}
        - name: DATA
          value: /data
        - name: MASTER_NAME
          value: {settings.Name}
        - name: PASSWORD_FILE
          value: {ManifestConfig.RedisFolder}/{RedisPasswordSetup.FileName}
        - name: TLS_DIR
          value: {ManifestConfig.TlsFolder}
        """;

    private static string RedisMounts(string kind) => $"""
        volumeMounts:
        - name: redis-scripts
          mountPath: /scripts
          readOnly: true
        - name: {kind}-data
          mountPath: /data
        - name: tls
          mountPath: {ManifestConfig.TlsFolder}
          readOnly: true
        - name: redis-password
          mountPath: {ManifestConfig.RedisFolder}
          readOnly: true
        """;
}
