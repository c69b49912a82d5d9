using System.Text.Json;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Tokens for every caller that can reach the endpoint: managed identities of a machine, and the token URL of AKS.</summary>
internal sealed class IdentityEndpoints(FakeTenant tenant, SigningKeys keys, TokenIssuer issuer, TimeProvider time)
{
    /// <summary><c>GET /metadata/identity/oauth2/token?api-version=..&amp;resource=..[&amp;client_id=..|&amp;object_id=..]</c>.</summary>
    public Reply ManagedIdentity(FakeRequest request)
    {
        if (request.Headers["Metadata"] != "true")
        {
            return Reply.OAuthError(400, "invalid_request", "Required metadata header not specified");
        }

        string resource = request.Query["resource"].ToString();
        if (request.Query["api-version"].Count == 0 || resource.Length == 0)
        {
            return Reply.OAuthError(400, "invalid_request", "Required query variable 'resource' or 'api-version' is missing");
        }

        if (!CallerCheck.IsKnownResource(resource, request.Base))
        {
            return Reply.OAuthError(400, "invalid_resource", "AADSTS500011: The resource principal was not found in the tenant.");
        }

        TenantState state = tenant.State;
        (string client, string oid) = (request.Query["client_id"].ToString(), request.Query["object_id"].ToString());
        FakeServicePrincipal[] identities = [.. state.ServicePrincipals.Values.Where(app => app.IsManagedIdentity
            && (client.Length == 0 || app.AppId.Equals(client, StringComparison.OrdinalIgnoreCase))
            && (oid.Length == 0 || app.Oid.Equals(oid, StringComparison.OrdinalIgnoreCase)))];
        if (identities is not [var identity])
        {
            return Reply.OAuthError(400, "invalid_request", identities.Length == 0 ? "Identity not found" : "Multiple user assigned identities exist, please specify the clientId");
        }

        int seconds = state.Settings.TokenSeconds;
        string token = issuer.Issue(new TokenRequest(identity.Oid, resource, LifetimeSeconds: seconds, Groups: GroupClaims.None));
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return Reply.Json(200, AnswerVerdict.Given, json =>
        {
            // Numbers are texts here, as on a virtual machine.
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("client_id", identity.AppId);
            json.WriteString("expires_in", $"{seconds}");
            json.WriteString("expires_on", $"{now + seconds}");
            json.WriteString("ext_expires_in", $"{seconds}");
            json.WriteString("not_before", $"{now}");
            json.WriteString("resource", resource);
            json.WriteString("token_type", "Bearer");
            json.WriteEndObject();
        }) with { Principal = identity.Oid, Question = resource };
    }

    /// <summary>
    /// <c>POST {"tenantID"}</c> gives a token for the resource manager; with <c>"accessToken"</c>, a user's, one for Graph on behalf of that user.
    /// </summary>
    public Reply Aks(FakeRequest request)
    {
        (string? wanted, string? accessToken) = (null, null);
        try
        {
            using var body = JsonDocument.Parse(request.Body);
            wanted = body.RootElement.TryGetProperty("tenantID", out JsonElement id) ? id.GetString() : null;
            accessToken = body.RootElement.TryGetProperty("accessToken", out JsonElement user) ? user.GetString() : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Reply.Error(400, "BadRequest", "The body is not the JSON that was expected.");
        }

        if (!tenant.Id.Equals(wanted, StringComparison.OrdinalIgnoreCase))
        {
            return Reply.Error(400, "BadRequest", "tenantID is missing, or is that of another tenant.");
        }

        TenantState state = tenant.State;
        int seconds = state.Settings.TokenSeconds;
        TokenRequest asked;
        if (!string.IsNullOrEmpty(accessToken))
        {
            DateTimeOffset now = time.GetUtcNow();
            if (ReceivedToken.Read(accessToken, keys) is not { IsApp: false, ObjectId.Length: > 0 } user
                || user.ExpiresAt <= now || user.NotBefore > now || state.FindUser(user.ObjectId) is null)
            {
                return Reply.Error(401, "Unauthorized", "accessToken is none of this tenant's users, or is not valid now.");
            }

            asked = new TokenRequest(user.ObjectId, CallerCheck.Graph[0], LifetimeSeconds: seconds, Groups: GroupClaims.None,
                ClaimsJson: """{"scp":"User.Read GroupMember.Read.All"}""");
        }
        else if (state.ServicePrincipals.Values.FirstOrDefault(app => app.ServesAks) is { } served)
        {
            asked = new TokenRequest(served.Oid, CallerCheck.ResourceManager[0] + "/", LifetimeSeconds: seconds, Groups: GroupClaims.None);
        }
        else
        {
            return Reply.Error(404, "NotFound", "No service principal of the tenant serves AKS.");
        }

        string token = issuer.Issue(asked);
        long end = time.GetUtcNow().ToUnixTimeSeconds() + seconds;
        return Reply.Json(200, AnswerVerdict.Given, json =>
        {
            json.WriteStartObject();
            json.WriteString("token_type", "Bearer");
            json.WriteString("access_token", token);
            json.WriteNumber("expires_on", end);
            json.WriteEndObject();
        }) with { Principal = asked.Subject, Question = asked.Audience };
    }
}
