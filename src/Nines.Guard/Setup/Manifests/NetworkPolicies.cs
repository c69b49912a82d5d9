using Nines.Guard.Configuration;
using static Nines.Guard.Setup.Manifests.PodManifest;

namespace Nines.Guard.Setup.Manifests;

/// <summary>Network policies: kube-apiserver may reach the guard, the guard Redis, and Redis and Sentinels each other.</summary>
internal static class NetworkPolicies
{
    public static string Create(ManifestSettings settings) => settings.Redis switch
    {
        RedisPlacement.Sidecar => Policy(settings, "guard", GuardIngress(settings) + "\n" + RedisIngress(settings, "guard")),
        RedisPlacement.StatefulSet => Policy(settings, "guard", GuardIngress(settings)) + "---\n"
            + Policy(settings, "redis", RedisIngress(settings, "guard", "redis")),
        _ => Policy(settings, "guard", GuardIngress(settings)),
    };

    private static string Policy(ManifestSettings settings, string component, string ingress) => $"""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: {settings.Name}-{component}
          namespace: {settings.Namespace}
        spec:
          podSelector:
            matchLabels:
              app.kubernetes.io/name: {settings.Name}
              app.kubernetes.io/component: {component}
          policyTypes: [Ingress]
          ingress:
        {Indent(ingress, 2)}

        """;

    private static string GuardIngress(ManifestSettings settings)
    {
        string from = settings.ApiServerNetworks.IsEmpty
            ? ""
            : "\n  from:\n" + string.Join('\n', settings.ApiServerNetworks.Select(network => $"  - ipBlock:\n      cidr: {YamlScalar.Quote(network)}"));
        return $"""
            # kube-apiserver; every client also needs a certificate.
            - ports:
              - port: {GuardPort}{from}
            # Probes and metrics.
            - ports:
              - port: {OperationsPort}
            """;
    }

    private static string RedisIngress(ManifestSettings settings, params ReadOnlySpan<string> components)
    {
        string from = "";
        foreach (string component in components)
        {
            from += $"""

                  - podSelector:
                      matchLabels:
                        app.kubernetes.io/name: {settings.Name}
                        app.kubernetes.io/component: {component}
                """;
        }

        return $"""
            - ports:
              - port: {RedisPort}
              - port: {SentinelPort}
              from:{from}
            """;
    }
}
