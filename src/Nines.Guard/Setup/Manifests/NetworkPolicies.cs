using Nines.Text;
using static Nines.Guard.Setup.Manifests.ManifestNames;
using static Nines.Guard.Setup.Manifests.PodManifest;

namespace Nines.Guard.Setup.Manifests;

/// <summary>Network policies: kube-apiserver may reach the guard, the guard Redis, and Redis and Sentinels each other.</summary>
internal static class NetworkPolicies
{
    public static YamlNode[] Create(ManifestSettings settings) => settings.Redis switch
    {
        RedisPlacement.Sidecar => [Policy(settings, GuardComponent, [.. GuardIngress(settings), RedisIngress(settings, GuardComponent)])],
        RedisPlacement.StatefulSet =>
        [
            Policy(settings, GuardComponent, GuardIngress(settings)),
            Policy(settings, RedisComponent, [RedisIngress(settings, GuardComponent, RedisComponent)]),
        ],
        _ => [Policy(settings, GuardComponent, GuardIngress(settings))],
    };

    private static YamlMap Policy(ManifestSettings settings, string component, YamlList ingress) => new()
    {
        ["apiVersion"] = "networking.k8s.io/v1",
        ["kind"] = "NetworkPolicy",
        ["metadata"] = new YamlMap { ["name"] = $"{settings.Name}-{component}", ["namespace"] = settings.Namespace },
        ["spec"] = new YamlMap
        {
            ["podSelector"] = Selector(settings, component),
            ["policyTypes"] = ["Ingress"],
            ["ingress"] = ingress,
        },
    };

    private static YamlList GuardIngress(ManifestSettings settings) =>
    [
        new YamlMap
        {
            Comment = "kube-apiserver; every client also needs a certificate.",
            ["ports"] = [new YamlMap { ["port"] = GuardPort }],
            ["from"] = settings.ApiServerNetworks.IsEmpty
                ? null
                : [.. settings.ApiServerNetworks.Select(network => new YamlMap { ["ipBlock"] = new YamlMap { ["cidr"] = network } })],
        },
        new YamlMap
        {
            Comment = "Probes and metrics.",
            ["ports"] = [new YamlMap { ["port"] = OperationsPort }],
        },
    ];

    private static YamlMap RedisIngress(ManifestSettings settings, params IEnumerable<string> components) => new()
    {
        ["ports"] = [new YamlMap { ["port"] = RedisPort }, new YamlMap { ["port"] = SentinelPort }],
        ["from"] = [.. components.Select(component => new YamlMap { ["podSelector"] = Selector(settings, component) })],
    };
}
