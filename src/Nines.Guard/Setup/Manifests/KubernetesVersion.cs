using System.Globalization;

namespace Nines.Guard.Setup.Manifests;

/// <summary>A minor version of Kubernetes: 1.20 and later.</summary>
internal readonly record struct KubernetesVersion(int Minor)
{
    /// <summary>The first that serves authentication.k8s.io/v1 and authorization.k8s.io/v1 webhooks as we configure them.</summary>
    public const int Oldest = 20;

    /// <summary>Files instead of flags for authorization, as a beta.</summary>
    public bool HasAuthorizationFile => Minor >= 30;

    /// <summary>Source: AuthorizationConfiguration is stable from 1.32 on, a beta from 1.30 on.</summary>
    public string AuthorizationFileVersion => Minor >= 32 ? "apiserver.config.k8s.io/v1" : "apiserver.config.k8s.io/v1beta1";

    /// <summary>Anonymous requests limited to paths: AuthenticationConfiguration, with <c>anonymous</c> from 1.32 on by default.</summary>
    public bool HasAuthenticationFile => Minor >= 32;

    /// <summary>Source: AuthenticationConfiguration is stable from 1.34 on.</summary>
    public string AuthenticationFileVersion => Minor >= 34 ? "apiserver.config.k8s.io/v1" : "apiserver.config.k8s.io/v1beta1";

    /// <summary>Reads <c>1.33</c>, <c>v1.33</c> or <c>1.33.4</c>.</summary>
    public static bool TryParse(string text, out KubernetesVersion version)
    {
        string[] parts = text.TrimStart('v').Split('.');
        bool isGood = parts.Length is 2 or 3
            && parts[0] == "1"
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && minor is >= Oldest and < 1000
            && (parts.Length == 2 || int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out _));
        version = isGood ? new KubernetesVersion(int.Parse(parts[1], CultureInfo.InvariantCulture)) : default;
        return isGood;
    }

    public override string ToString() => $"1.{Minor}";
}
