namespace Nines.Azure.FailureDomains;

/// <summary>A cloud with a resource manager and its own sign-in.</summary>
public sealed record AzureCloud
{
    /// <param name="name">For people.</param>
    /// <param name="resourceManager">Where the resource manager is; https.</param>
    /// <param name="authority">Where one signs in; https.</param>
    /// <param name="audience">What tokens are for; the resource manager when null.</param>
    /// <exception cref="ArgumentException">An address is not https: a token would go over the wire in the clear.</exception>
    public AzureCloud(string name, Uri resourceManager, Uri authority, string? audience = null)
    {
        (Name, ResourceManager, Authority) = (name, Secure(resourceManager), Secure(authority));
        Audience = audience ?? resourceManager.GetLeftPart(UriPartial.Authority);
    }

    public static AzureCloud Public { get; } =
        new("public", new Uri("https://management.azure.com"), new Uri("https://login.microsoftonline.com"));

    public static AzureCloud China { get; } =
        new("china", new Uri("https://management.chinacloudapi.cn"), new Uri("https://login.chinacloudapi.cn"));

    public static AzureCloud UsGovernment { get; } =
        new("us-government", new Uri("https://management.usgovcloudapi.net"), new Uri("https://login.microsoftonline.us"));

    public string Name { get; }

    public Uri ResourceManager { get; }

    public Uri Authority { get; }

    public string Audience { get; }

    /// <summary>A known cloud by its name, or by the name that the az command has for it; null when there is none.</summary>
    public static AzureCloud? Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "PUBLIC" or "AZURECLOUD" => Public,
            "CHINA" or "AZURECHINACLOUD" => China,
            "US-GOVERNMENT" or "AZUREUSGOVERNMENT" => UsGovernment,
            _ => null,
        };
    }

    private static Uri Secure(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "https", UserInfo: "" }
            ? address
            : throw new ArgumentException($"'{address}' is not an https address.", nameof(address));
}
