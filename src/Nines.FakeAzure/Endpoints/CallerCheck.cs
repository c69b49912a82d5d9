using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Caller, by their token.</summary>
internal sealed class CallerCheck(SigningKeys keys, TokenIssuer issuer, TimeProvider time)
{
    public static readonly string[] ResourceManager = ["https://management.azure.com", "https://management.core.windows.net"];
    public static readonly string[] Graph = ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"];
    public static readonly string[] Pdp = ["https://authorization.azure.net"];

    /// <summary>
    /// True when the tenant issues tokens for a resource, which may be written with a slash at its end. The address of this server counts too:
    /// who makes scopes of endpoints asks for that.
    /// </summary>
    public static bool IsKnownResource(string resource, Uri self) =>
        ResourceManager.Concat(Graph).Concat(Pdp).Append(self.GetLeftPart(UriPartial.Authority)).Contains(resource.TrimEnd('/'), StringComparer.OrdinalIgnoreCase);

    /// <returns>The caller, or the 401 to answer with.</returns>
    public (ReceivedToken? Caller, Reply? Refusal) Check(FakeRequest request, string[] audiences)
    {
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return (null, Refuse("AuthenticationFailed", "The 'Authorization' header is missing or is not a Bearer token."));
        }

        DateTimeOffset now = time.GetUtcNow();
        return ReceivedToken.Read(header["Bearer ".Length..].Trim(), keys) is not { } token
                || (token.Issuer != issuer.IssuerV1 && token.Issuer != issuer.IssuerV2)
                ? (null, Refuse("InvalidAuthenticationToken", "The token was not given by this tenant."))
            : token.ExpiresAt <= now || token.NotBefore > now ? (null, Refuse("ExpiredAuthenticationToken", "The token is expired or not yet valid."))
            : !token.Audiences.Any(audience => audiences.Append(request.Base.GetLeftPart(UriPartial.Authority)).Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase))
                ? (null, Refuse("InvalidAuthenticationTokenAudience", "The token is for another audience."))
            : (token, null);
    }

    private static Reply Refuse(string code, string message) =>
        Reply.Error(401, code, message).With("WWW-Authenticate", "Bearer error=\"invalid_token\"");
}
