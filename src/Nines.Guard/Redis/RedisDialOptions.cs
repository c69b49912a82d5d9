using System.Security.Cryptography.X509Certificates;

namespace Nines.Guard.Redis;

/// <summary>Options of a connection to a server. Passwords and certificates may change while a guard runs, so each connection reads them again.</summary>
internal sealed record RedisDialOptions
{
    /// <summary>Null for a server without a password.</summary>
    public Func<RedisLogin>? Login { get; init; }

    /// <summary>Null for a plain connection.</summary>
    public Func<RedisTls>? Tls { get; init; }

    /// <summary>The name that the server lists the connection under: printable, no spaces.</summary>
    public string ClientName { get; init; } = "nines-guard";

    /// <summary>For connecting, TLS and each step of the greeting.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(1);

    public int MaxInFlight { get; init; } = 4096;

    public RespLimits Limits { get; init; } = RespLimits.Default;
}

/// <param name="User">The ACL user; <c>default</c> for <c>requirepass</c>.</param>
internal sealed record RedisLogin(string User, string Password)
{
    // A record prints what it holds; this one must not.
    public override string ToString() => $"{User}, password not shown";
}

/// <param name="Authorities">The only certificates that a server's chain may end at; those that the machine trusts when null.</param>
/// <param name="ServerName">Name that the certificate of the server must contain; the host of the endpoint when null.</param>
/// <param name="Own">Shown to servers that ask for one.</param>
internal sealed record RedisTls(X509Certificate2Collection? Authorities, string? ServerName = null, X509Certificate2? Own = null)
{
    /// <summary>For servers with certificates of public authorities, as those of managed services.</summary>
    public static RedisTls OfSystem { get; } = new(Authorities: null);
}
