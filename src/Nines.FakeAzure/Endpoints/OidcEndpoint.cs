using System.Text.Json;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Discovery and keys (OpenID Connect Discovery 1.0), in the shapes of both versions.</summary>
internal sealed class OidcEndpoint(string tenant, SigningKeys keys, TokenIssuer issuer)
{
    public Reply Discover(FakeRequest request)
    {
        if (Foreign(request) is { } foreign)
        {
            return foreign;
        }

        bool isV2 = request.Segments[1] == "v2.0";
        string home = $"{request.Base.GetLeftPart(UriPartial.Authority)}/{tenant}";
        string version = isV2 ? "/v2.0" : "";
        return Reply.Json(200, AnswerVerdict.Given, json =>
        {
            json.WriteStartObject();
            json.WriteString("token_endpoint", $"{home}/oauth2{version}/token");
            json.WriteString("jwks_uri", isV2 ? $"{home}/discovery/v2.0/keys" : $"{home}/discovery/keys");
            List(json, "response_modes_supported", "query", "fragment", "form_post");
            List(json, "subject_types_supported", "pairwise");
            List(json, "id_token_signing_alg_values_supported", "RS256");
            List(json, "response_types_supported", "code", "id_token", "code id_token", "id_token token");
            json.WriteString("issuer", isV2 ? issuer.IssuerV2 : issuer.IssuerV1);
            json.WriteString("authorization_endpoint", $"{home}/oauth2{version}/authorize");
            List(json, "claims_supported", "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver");
            json.WriteString("cloud_instance_name", "microsoftonline.com");
            json.WriteString("msgraph_host", request.Base.Authority);
            json.WriteEndObject();
        });
    }

    public Reply Keys(FakeRequest request) => Foreign(request) ?? Reply.Json(200, AnswerVerdict.Given, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (TokenSigningKey key in keys.Published)
        {
            key.Write(json, issuer.IssuerV2);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    // "common" serves the keys of all tenants, as it does in Azure.
    private Reply? Foreign(FakeRequest request) =>
        request.Segments[0].Equals(tenant, StringComparison.OrdinalIgnoreCase) || (request.Segments[0] == "common" && request.Path.EndsWith("keys", StringComparison.Ordinal))
            ? null
            : Reply.OAuthError(400, "invalid_tenant", $"AADSTS90002: Tenant '{request.Segments[0]}' not found.");

    private static void List(Utf8JsonWriter json, string name, params ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
