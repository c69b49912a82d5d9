using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Entra;

/// <summary>
/// Where Entra ID is in a cloud and what it calls itself there, from Microsoft's tables of national clouds.
/// </summary>
/// <param name="Login">The host that people sign in at.</param>
/// <param name="IssuerHostV1">The host in the issuer of v1 tokens.</param>
internal sealed record EntraCloud(string Login, string IssuerHostV1)
{
    public static EntraCloud Public { get; } = new("login.microsoftonline.com", "sts.windows.net");

    public static EntraCloud China { get; } = new("login.partner.microsoftonline.cn", "sts.chinacloudapi.cn");

    public static EntraCloud Government { get; } = new("login.microsoftonline.us", "sts.windows.net");

    /// <summary>Where discovery of v2 begins.</summary>
    public Uri Authority(string tenant) => new($"https://{Login}/{tenant}/v2.0");

    /// <summary>Both issuers of a tenant, v1 and v2.</summary>
    public ImmutableArray<string> Issuers(string tenant) => [$"https://{IssuerHostV1}/{tenant}/", $"https://{Login}/{tenant}/v2.0"];
}
