using Nines.Guard.Configuration;
using Nines.Guard.Redis;

namespace Nines.Guard.Setup.Check;

/// <summary>What is to be checked.</summary>
/// <param name="Settings">As the guard would take them.</param>
internal sealed record CheckRequest(ConfiguredSettings Settings)
{
    /// <summary>Where kube-apiserver calls the guard; null when nobody said.</summary>
    public Uri? Server { get; init; }

    /// <summary>The name that it expects in the certificate instead of the host; null for the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>A file with the authorities that kube-apiserver checks the guard with; those of tls.client-ca when null.</summary>
    public string? Trust { get; init; }

    /// <summary>A file with the certificate that kube-apiserver shows; null when it is not at hand.</summary>
    public string? Client { get; init; }

    /// <summary>May read the settings of Redis, which the guard's own user may not; null for nobody.</summary>
    public RedisLogin? RedisAdministrator { get; init; }
}
