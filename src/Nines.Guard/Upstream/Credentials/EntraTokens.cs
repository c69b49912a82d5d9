namespace Nines.Guard.Upstream.Credentials;

/// <summary>Signs in to Entra ID as an application, by a client secret or by the token of a service account that the application trusts.</summary>
internal sealed class EntraTokens(CredentialOptions options, TokenService service) : ITokenSource
{
    private readonly Uri _endpoint = new(options.Authority, $"{Uri.EscapeDataString(options.Tenant)}/oauth2/v2.0/token");

    public async ValueTask<AccessToken> FetchAsync(string scope, CancellationToken cancellation)
    {
        byte[] form = options.Kind == CredentialKind.WorkloadIdentity
            ? TokenService.Form(
                ("client_id", options.ClientId),
                ("scope", scope),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", await SecretFile.ReadAsync(options.FederatedTokenFile, "the service account's token", cancellation)),
                ("grant_type", "client_credentials"))
            : TokenService.Form(
                ("client_id", options.ClientId),
                ("scope", scope),
                ("client_secret", await SecretAsync(cancellation)),
                ("grant_type", "client_credentials"));
        OutgoingCall call = new(CredentialFault.Part, scope, HttpMethod.Post, _endpoint, form, "application/x-www-form-urlencoded");
        return await service.AskAsync(call, cancellation);
    }

    private ValueTask<string> SecretAsync(CancellationToken cancellation) =>
        options.ClientSecretFile.Length > 0
            ? SecretFile.ReadAsync(options.ClientSecretFile, "the client secret", cancellation)
            : new(options.ClientSecret);
}
