using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Nines.Guard.Tokens;

namespace Nines.Guard.Tests.Peers;

/// <summary>Random tokens against Microsoft's own library, set as strictly as it can be.</summary>
public sealed class TokenPeerTests
{
    private const int Tokens = 6_000;
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    /// <summary>Changes that the library accepts on purpose or by oversight, and the guard refuses; each with the reason.</summary>
    private static readonly Dictionary<string, string> s_stricter = new(StringComparer.Ordinal)
    {
        ["crit"] = "RFC 7515 section 4.1.11: an extension that is not understood must be refused",
        ["b64"] = "RFC 7797: the payload is signed in another form",
        ["zip"] = "a compressed payload is not a set of claims",
        ["cty"] = "a token inside a token",
        ["alg twice"] = "two readers could take different ones",
        ["kid twice"] = "two readers could take different ones",
        ["oid twice"] = "two readers could take different ones",
        ["exp twice"] = "two readers could take different ones",
        ["header with text behind it"] = "not a JSON text",
        ["claims with text behind them"] = "not a JSON text",
        ["claims 60 deep"] = "deeper than the claims of any issuer; bounds the work",
        ["exp as text"] = "RFC 7519 section 2: a NumericDate is a number",
    };

    [Fact]
    public async Task Every_token_that_the_library_refuses_is_refused()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using PeerTokens tokens = new(seed: 17_041, now);
        using IssuerKeySet keys = IssuerKeySet.Read(Encoding.UTF8.GetBytes(tokens.KeySet))!;
        TokenValidationParameters rules = Rules(tokens.KeySet);
        HashSet<string> stricter = new(StringComparer.Ordinal);
        List<string> faults = [];
        (int bothAccept, int bothRefuse) = (0, 0);
        for (int count = 0; count < Tokens; count++)
        {
            PeerToken token = tokens.Next();
            TokenRefusal ours = Judge(keys, token.Text, now);
            TokenValidationResult theirs = await new JsonWebTokenHandler().ValidateTokenAsync(token.Text, rules);
            string changes = string.Join(", ", token.Changes);
            if (ours == TokenRefusal.None && !theirs.IsValid)
            {
                faults.Add($"only the library refuses: {changes} ({theirs.Exception?.GetType().Name})");
            }
            else if (ours != TokenRefusal.None && theirs.IsValid)
            {
                if (!token.Changes.Any(s_stricter.ContainsKey))
                {
                    faults.Add($"only the guard refuses: {changes} ({ours})");
                }

                stricter.UnionWith(token.Changes.Length == 1 ? token.Changes : []);
            }

            bothAccept += ours == TokenRefusal.None && theirs.IsValid ? 1 : 0;
            bothRefuse += ours != TokenRefusal.None && !theirs.IsValid ? 1 : 0;
        }

        faults.Distinct(StringComparer.Ordinal).ShouldBeEmpty();

        // Each known difference occurs by itself; one that does not has to leave the list.
        stricter.Order(StringComparer.Ordinal).ShouldBe(s_stricter.Keys.Order(StringComparer.Ordinal));
        bothAccept.ShouldBeGreaterThan(Tokens / 10);
        bothRefuse.ShouldBeGreaterThan(Tokens / 4);
    }

    private static TokenRefusal Judge(IssuerKeySet keys, string text, DateTimeOffset now)
    {
        TokenRefusal refusal = JwsToken.TryParse(text, out JwsToken? token);
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        refusal = TokenClaims.TryRead(token!.Payload) is { } claims ? claims.Validate(now, s_skew, [PeerTokens.Issuer], [PeerTokens.Audience]) : TokenRefusal.BadClaims;
        return refusal == TokenRefusal.None ? keys.Verify(token) : refusal;
    }

    private static TokenValidationParameters Rules(string keySet) => new()
    {
        IssuerSigningKeys = new JsonWebKeySet(keySet).GetSigningKeys(),
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
        ValidIssuer = PeerTokens.Issuer,
        ValidAudience = PeerTokens.Audience,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        RequireAudience = true,
        ValidateIssuerSigningKey = true,
        ClockSkew = s_skew,
    };
}
