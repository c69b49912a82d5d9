using Nines.Text;

namespace Nines.Guard.Setup.Manifests;

/// <summary>Names and labels by which the objects find each other.</summary>
internal static class ManifestNames
{
    /// <summary>Component of the guards.</summary>
    public const string GuardComponent = "guard";

    /// <summary>Component of the Redis pods, when they are pods of their own.</summary>
    public const string RedisComponent = "redis";

    /// <summary>The host names of the Redis pods, in order, with blanks between them.</summary>
    public static string Peers(ManifestSettings settings)
    {
        string set = settings.Redis == RedisPlacement.Sidecar ? settings.Name : $"{settings.Name}-redis";
        return string.Join(' ', Enumerable.Range(0, ManifestSettings.Quorum)
            .Select(pod => $"{set}-{pod}.{Headless(settings)}.{settings.Namespace}.svc"));
    }

    /// <summary>Name of the Service that gives each Redis pod a host name.</summary>
    public static string Headless(ManifestSettings settings) => $"{settings.Name}-peers";

    public static YamlMap Metadata(ManifestSettings settings, string name, string component) => new()
    {
        ["name"] = name,
        ["namespace"] = settings.Namespace,
        ["labels"] = Labels(settings, component),
    };

    public static YamlMap Selector(ManifestSettings settings, string component) => new() { ["matchLabels"] = Labels(settings, component) };

    public static YamlMap Labels(ManifestSettings settings, string component) => new()
    {
        ["app.kubernetes.io/name"] = settings.Name,
        ["app.kubernetes.io/component"] = component,
    };
}
