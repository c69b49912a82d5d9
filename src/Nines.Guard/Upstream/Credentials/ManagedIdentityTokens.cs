namespace Nines.Guard.Upstream.Credentials;

/// <summary>Asks the instance metadata service, or the agent that replaces it on an Arc cluster.</summary>
internal sealed class ManagedIdentityTokens(CredentialOptions options, TokenService service) : ITokenSource
{
    private const string DefaultSuffix = "/.default";

    public ValueTask<AccessToken> FetchAsync(string scope, CancellationToken cancellation)
    {
        // The metadata service knows resources, not scopes.
        string resource = scope.EndsWith(DefaultSuffix, StringComparison.Ordinal) ? scope[..^DefaultSuffix.Length] : scope;
        string identity = options.ClientId.Length > 0 ? $"&client_id={Uri.EscapeDataString(options.ClientId)}" : "";
        UriBuilder address = new(options.ManagedIdentityEndpoint)
        {
            Query = $"api-version=2018-02-01&resource={Uri.EscapeDataString(resource)}{identity}",
        };
        return service.AskAsync(new OutgoingCall(CredentialFault.Part, scope, HttpMethod.Get, address.Uri, Metadata: true), cancellation);
    }
}
