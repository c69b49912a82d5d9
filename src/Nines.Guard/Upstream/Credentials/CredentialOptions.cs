namespace Nines.Guard.Upstream.Credentials;

internal enum CredentialKind
{
    /// <summary>A service account's token, exchanged at Entra ID.</summary>
    WorkloadIdentity,

    /// <summary>The identity of the machine or pod, from its instance metadata service.</summary>
    ManagedIdentity,

    ClientSecret,

    /// <summary>The token service of an AKS control plane.</summary>
    AksTokenUrl,
}

/// <summary>Credential of the guard itself.</summary>
internal sealed record CredentialOptions
{
    public required CredentialKind Kind { get; init; }

    /// <summary>Entra ID; another one for another cloud. Used by workload identity and client secret.</summary>
    public Uri Authority { get; init; } = new("https://login.microsoftonline.com/");

    /// <summary>A GUID or a domain; used by all but managed identity.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The guard's application; for managed identity it chooses one of several and may be empty.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Read again for each token, since its writer replaces it.</summary>
    public string FederatedTokenFile { get; init; } = "";

    /// <summary>The secret itself; <see cref="ClientSecretFile"/> takes precedence.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Read again for each token.</summary>
    public string ClientSecretFile { get; init; } = "";

    /// <summary>The instance metadata service. On Arc clusters an agent beside the guard answers instead.</summary>
    public Uri ManagedIdentityEndpoint { get; init; } = new("http://169.254.169.254/metadata/identity/oauth2/token");

    /// <summary>For <see cref="CredentialKind.AksTokenUrl"/>.</summary>
    public Uri? TokenUrl { get; init; }

    /// <summary>
    /// Time before its end at which a token is replaced, in the background; a token that lives less than twice that is replaced at half its life.
    /// </summary>
    public TimeSpan RefreshBefore { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Time limit of one fetch; all callers that wait for it fail then.</summary>
    public TimeSpan FetchLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause after a failed fetch; doubled each time up to <see cref="MaxBackoff"/>.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A token that Azure refused is replaced only when it is older than this.</summary>
    public TimeSpan MinAgeToRenew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Kind} of '{ClientId}' in '{Tenant}'";
}
