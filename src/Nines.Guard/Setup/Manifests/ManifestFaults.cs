using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;

namespace Nines.Guard.Setup.Manifests;

/// <summary>Says everything that is wrong with the settings of manifests, at once.</summary>
internal static partial class ManifestFaults
{
    public static ImmutableArray<string> Find(ManifestSettings settings)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        Check(Label().IsMatch(settings.Name), $"--name is '{settings.Name}'; expected lower-case letters, digits and dashes, at most 40.");
        Check(Label().IsMatch(settings.Namespace), $"--namespace is '{settings.Namespace}'; expected lower-case letters, digits and dashes, at most 40.");
        Check(Image().IsMatch(settings.Image), $"--image is '{settings.Image}'; expected a reference such as registry.example/nines:0.1.0.");
        Check(Image().IsMatch(settings.RedisImage), $"--redis-image is '{settings.RedisImage}'; expected a reference such as redis:7.2.");
        Check(settings.Replicas is >= 2 and <= 20, $"--replicas is {settings.Replicas}; expected 2 to 20: one replica cannot survive its own loss.");
        Check(
            settings.Redis != RedisPlacement.Sidecar || settings.Replicas == ManifestSettings.Quorum,
            $"--replicas is {settings.Replicas} with Redis as sidecars; expected {ManifestSettings.Quorum}: two Sentinels of three have to agree. Take --redis statefulset for more guards.");
        Check(settings.MaxReplicas >= settings.Replicas, $"--max-replicas is {settings.MaxReplicas}; expected at least --replicas, {settings.Replicas}.");
        Check(
            settings.ClusterIp is null || IPAddress.TryParse(settings.ClusterIp, out _),
            $"--cluster-ip is '{settings.ClusterIp}'; expected an address of the Service network, such as 10.0.200.10.");
        foreach (string network in settings.ApiServerNetworks)
        {
            Check(IPNetwork.TryParse(network, out _), $"--apiserver-network is '{network}'; expected a network such as 10.240.0.0/16.");
        }

        return faults.ToImmutable();

        void Check(bool isGood, string fault)
        {
            if (!isGood)
            {
                faults.Add(fault);
            }
        }
    }

    // Short enough for the longest suffix that is added to it.
    [GeneratedRegex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9._:/@-]{0,254}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Image();
}
