using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nines.FakeAzure.Tenants;

namespace Nines.FakeAzure.Tokens;

/// <summary>Gives tokens in the shapes of Entra ID, and those of a cluster's service accounts.</summary>
internal sealed class TokenIssuer(FakeTenant tenant, SigningKeys keys, TimeProvider time, string? issuerV1, string? issuerV2)
{
    /// <summary>The issuer of service account tokens, for federated credentials.</summary>
    public const string ClusterIssuer = "https://cluster.fake/";

    private long _serial;

    public string IssuerV1 => issuerV1 ?? $"https://sts.windows.net/{tenant.Id}/";

    public string IssuerV2 => issuerV2 ?? $"https://login.microsoftonline.com/{tenant.Id}/v2.0";

    /// <exception cref="ArgumentException">There is no such subject, or the request makes no sense.</exception>
    public string Issue(TokenRequest request)
    {
        TenantState state = tenant.State;
        FakeUser? user = state.FindUser(request.Subject);
        FakeServicePrincipal? app = user is null ? state.ServicePrincipals.GetValueOrDefault(request.Subject) ?? state.FindApp(request.Subject) : null;
        if (user is null && app is null)
        {
            throw new ArgumentException($"the tenant has neither a user nor a service principal '{request.Subject}'.", nameof(request));
        }

        JsonObject claims = Common(request, user?.Oid ?? app!.Oid);
        if (user is not null)
        {
            OfUser(claims, request, user);
        }
        else
        {
            OfApp(claims, request, app!);
        }

        AddGroups(claims, request, state, user?.Oid ?? app!.Oid, isUser: user is not null);
        Replace(claims, request.ClaimsJson);
        return Sign(claims, request.HeaderJson);
    }

    /// <summary>A token as a cluster gives to a pod, for federated credentials.</summary>
    public string ServiceAccount(string subject, string audience = FederatedCredential.UsualAudience, int lifetimeSeconds = 3_600)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return Sign(new JsonObject { ["iss"] = ClusterIssuer, ["sub"] = subject, ["aud"] = new JsonArray(audience), ["iat"] = now, ["nbf"] = now, ["exp"] = now + lifetimeSeconds }, "");
    }

    private JsonObject Common(TokenRequest request, string oid)
    {
        long start = time.GetUtcNow().ToUnixTimeSeconds() + request.NotBeforeSeconds;
        return new JsonObject
        {
            ["aud"] = request.Audience,
            ["iss"] = request.Version switch
            {
                1 => IssuerV1,
                2 => IssuerV2,
                _ => throw new ArgumentException($"version {request.Version}; expected 1 or 2.", nameof(request)),
            },
            ["iat"] = start,
            ["nbf"] = start,
            ["exp"] = start + request.LifetimeSeconds,
            ["oid"] = oid,
            // Pairwise: another application sees another one.
            ["sub"] = Hash($"{oid}\n{request.Audience}"),
            ["tid"] = tenant.Id,
            ["uti"] = Hash($"{keys.Current.Id}\n{Interlocked.Increment(ref _serial)}")[..22],
            ["ver"] = request.Version == 1 ? "1.0" : "2.0",
        };
    }

    private static void OfUser(JsonObject claims, TokenRequest request, FakeUser user)
    {
        string signsInWith = user.Mail ?? user.Upn;
        claims["scp"] = "user_impersonation";
        claims["name"] = signsInWith.Split('@')[0];
        if (request.Version == 1)
        {
            claims["appid"] = request.AppId;
            claims["appidacr"] = "0";
            claims["amr"] = new JsonArray("pwd", "mfa");
            claims["unique_name"] = user.IsGuest ? $"live.com#{signsInWith}" : user.Upn;
            if (user.IsGuest)
            {
                claims["idp"] = "live.com";
                claims["email"] = signsInWith;
            }
            else
            {
                claims["upn"] = user.Upn;
            }
        }
        else
        {
            claims["azp"] = request.AppId;
            claims["azpacr"] = "0";
            claims["preferred_username"] = signsInWith;
        }
    }

    private void OfApp(JsonObject claims, TokenRequest request, FakeServicePrincipal app)
    {
        claims[request.Version == 1 ? "appid" : "azp"] = app.AppId;
        claims[request.Version == 1 ? "appidacr" : "azpacr"] = app.Secret is null ? "2" : "1";
        claims["idtyp"] = "app";
        claims["sub"] = app.Oid;
        if (request.Version == 1)
        {
            claims["idp"] = IssuerV1;
        }

        if (app.AppRoles is { Count: > 0 } roles)
        {
            claims["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
        }
    }

    private void AddGroups(JsonObject claims, TokenRequest request, TenantState state, string oid, bool isUser)
    {
        ImmutableSortedSet<string> groups = state.GroupsOf(oid, securityOnly: true) ?? [];
        if (request.Groups == GroupClaims.None || (request.Groups == GroupClaims.Auto && groups.Count == 0))
        {
            return;
        }

        if (request.Groups == GroupClaims.Auto && groups.Count <= state.Settings.MaxGroupsInToken)
        {
            claims["groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]);
            return;
        }

        claims["_claim_names"] = new JsonObject { ["groups"] = "src1" };
        claims["_claim_sources"] = new JsonObject
        {
            // The address is of a service that was shut down; a caller that needs the groups asks Graph.
            ["src1"] = new JsonObject { ["endpoint"] = $"https://graph.windows.net/{tenant.Id}/{(isUser ? "users" : "servicePrincipals")}/{oid}/getMemberObjects" },
        };
    }

    private static void Replace(JsonObject claims, string? json)
    {
        if (json is null)
        {
            return;
        }

        if (JsonNode.Parse(json) is not JsonObject extra)
        {
            throw new ArgumentException("the claims are no JSON object.", nameof(json));
        }

        foreach ((string name, JsonNode? value) in extra)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value.DeepClone();
            }
        }
    }

    private string Sign(JsonObject claims, string header)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            claims.WriteTo(json);
        }

        return keys.Current.Token(buffer.WrittenSpan, header);
    }

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
