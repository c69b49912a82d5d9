using System.Collections.Immutable;

namespace Nines.Clouds;

/// <summary>A national cloud of Azure: its names and addresses, from Microsoft's tables of national clouds.</summary>
public sealed record AzureCloud
{
    private static readonly ImmutableArray<(AzureCloud Cloud, ImmutableArray<string> Others)> s_all;

    static AzureCloud()
    {
        Public = new("public", new Uri("https://management.azure.com"), new Uri("https://login.microsoftonline.com"));
        China = new("china", new Uri("https://management.chinacloudapi.cn"), new Uri("https://login.partner.microsoftonline.cn"))
        {
            TokenServiceHost = "sts.chinacloudapi.cn",
            AuthorizationAudience = "https://authorization.azure.cn",
        };
        UsGovernment = new("us-government", new Uri("https://management.usgovcloudapi.net"), new Uri("https://login.microsoftonline.us"))
        {
            AuthorizationAudience = "https://authorization.azure.us",
        };
        s_all =
        [
            (Public, ["AzureCloud", "AzurePublicCloud"]),
            (China, ["AzureChinaCloud"]),
            (UsGovernment, ["government", "AzureUSGovernment", "AzureUSGovernmentCloud"]),
        ];
    }

    /// <param name="name">For users.</param>
    /// <param name="resourceManager">Address of Azure Resource Manager; https.</param>
    /// <param name="authority">Address of the sign-in of Entra ID; https.</param>
    /// <exception cref="ArgumentException">An address is not https: a token would be sent in the clear.</exception>
    public AzureCloud(string name, Uri resourceManager, Uri authority) =>
        (Name, ResourceManager, Authority) = (name, RequireHttps(resourceManager), RequireHttps(authority));

    public static AzureCloud Public { get; }

    public static AzureCloud China { get; }

    public static AzureCloud UsGovernment { get; }

    /// <summary>Names for help and messages, one a cloud.</summary>
    public static ImmutableArray<string> Names => [.. s_all.Select(entry => entry.Cloud.Name)];

    public string Name { get; }

    public Uri ResourceManager { get; }

    public Uri Authority { get; }

    /// <summary>Host in the issuer of v1 tokens.</summary>
    public string TokenServiceHost { get; init; } = "sts.windows.net";

    /// <summary>Audience of tokens for the policy decision point of Azure RBAC (checkaccess v2).</summary>
    public string AuthorizationAudience { get; init; } = "https://authorization.azure.net";

    /// <summary>Audience of tokens for Azure Resource Manager.</summary>
    public string ResourceManagerAudience => ResourceManager.GetLeftPart(UriPartial.Authority);

    /// <summary>Finds a cloud by its name here, in the az command, or in Azure's cloud configuration files; upper and lower case are equal.</summary>
    /// <returns>Null when the name is unknown.</returns>
    public static AzureCloud? Find(string name) =>
        s_all.FirstOrDefault(entry => entry.Others.Insert(0, entry.Cloud.Name).Contains(name, StringComparer.OrdinalIgnoreCase)).Cloud;

    /// <summary>Base address of the discovery of a tenant's v2 issuer.</summary>
    public Uri TenantAuthority(string tenant) => new(Authority, $"{tenant}/v2.0");

    /// <summary>Issuers of a tenant's tokens, v1 and v2.</summary>
    public ImmutableArray<string> Issuers(string tenant) =>
        [$"https://{TokenServiceHost}/{tenant}/", $"{Authority.GetLeftPart(UriPartial.Authority)}/{tenant}/v2.0"];

    private static Uri RequireHttps(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "https", UserInfo: "" }
            ? address
            : throw new ArgumentException($"'{address}' is not an https address.", nameof(address));
}
