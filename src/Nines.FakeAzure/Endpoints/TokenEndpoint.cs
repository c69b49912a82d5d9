using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary><c>POST /{tenant}/oauth2/v2.0/token</c> for applications: by a secret, or by an assertion of an issuer that they trust.</summary>
internal sealed class TokenEndpoint(FakeTenant tenant, SigningKeys keys, TokenIssuer issuer, TimeProvider time)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const string AllGranted = "/.default";

    public Reply Answer(FakeRequest request)
    {
        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(request.Body));
        string Field(string name) => form.TryGetValue(name, out StringValues value) ? value.ToString() : "";
        if (!request.Segments[0].Equals(tenant.Id, StringComparison.OrdinalIgnoreCase))
        {
            return Reply.OAuthError(400, "invalid_request", $"AADSTS90002: Tenant '{request.Segments[0]}' not found.");
        }

        if (Field("grant_type") != "client_credentials")
        {
            return Reply.OAuthError(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
        }

        string scope = Field("scope");
        if (!scope.EndsWith(AllGranted, StringComparison.Ordinal) || scope.Contains(' ', StringComparison.Ordinal))
        {
            return Reply.OAuthError(400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid. It must be one resource with '/.default' at its end.");
        }

        string resource = scope[..^AllGranted.Length];
        TenantState state = tenant.State;
        if (!CallerCheck.IsKnownResource(resource, request.Base) && state.FindApp(resource) is null)
        {
            return Reply.OAuthError(400, "invalid_resource", "AADSTS500011: The resource principal was not found in the tenant.");
        }

        if (state.FindApp(Field("client_id")) is not { } app)
        {
            return Reply.OAuthError(400, "unauthorized_client", "AADSTS700016: The application was not found in the tenant.");
        }

        return Refusal(app, Field("client_secret"), Field("client_assertion_type"), Field("client_assertion")) ?? Give(app, resource, state);
    }

    private Reply Give(FakeServicePrincipal app, string resource, TenantState state)
    {
        int seconds = state.Settings.TokenSeconds;
        string token = issuer.Issue(new TokenRequest(app.Oid, resource, Version: 1, LifetimeSeconds: seconds, Groups: GroupClaims.None));
        return Reply.Json(200, AnswerVerdict.Given, json =>
        {
            json.WriteStartObject();
            json.WriteString("token_type", "Bearer");
            json.WriteNumber("expires_in", seconds);
            json.WriteNumber("ext_expires_in", seconds);
            json.WriteString("access_token", token);
            json.WriteEndObject();
        }) with { Principal = app.Oid, Question = resource };
    }

    private Reply? Refusal(FakeServicePrincipal app, string secret, string assertionType, string assertion)
    {
        if (secret.Length > 0)
        {
            return app.Secret is { } expected && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(expected))
                ? null
                : Reply.OAuthError(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
        }

        if (assertion.Length == 0 || assertionType != AssertionType)
        {
            return Reply.OAuthError(401, "invalid_client", "AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'.");
        }

        if (ReceivedToken.Read(assertion, keys) is not { } token)
        {
            return Reply.OAuthError(401, "invalid_client", "AADSTS700027: The assertion's signature is not that of a known key.");
        }

        DateTimeOffset now = time.GetUtcNow();
        if (token.ExpiresAt <= now || token.NotBefore > now)
        {
            return Reply.OAuthError(401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range.");
        }

        return (app.Federated ?? []).Any(trusted => trusted.Issuer == token.Issuer && trusted.Subject == token.Subject && token.Audiences.Contains(trusted.Audience))
            ? null
            : Reply.OAuthError(401, "invalid_client", "AADSTS700213: No matching federated identity record found for the presented assertion.");
    }
}
