using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Tokens;

/// <summary>Claims of a token (RFC 7519 section 4). They are trusted only once the signature is verified.</summary>
internal sealed class TokenClaims
{
    private const int MaxDepth = 8;

    /// <summary>The last second of the year 9999, where a date ends here.</summary>
    private const double LatestSecond = 253_402_300_799;

    private readonly JsonElement _claims;

    private TokenClaims(JsonElement claims) => _claims = claims;

    /// <summary><c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>aud</c>, one or several.</summary>
    public required ImmutableArray<string> Audiences { get; init; }

    /// <summary><c>exp</c>: the token is not accepted at or after it. A token without an end is no token here.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary><c>nbf</c>; null when it is not given.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// Reads a payload: one JSON object of valid Unicode without duplicate members, with an issuer, an audience and an end. Reading a claim
    /// of it never throws.
    /// </summary>
    /// <returns>Null when it is not such an object.</returns>
    public static TokenClaims? TryRead(ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (!StrictJson.HasValidTexts(payload.Span, MaxDepth))
            {
                return null;
            }

            using JsonDocument document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            JsonElement claims = document.RootElement;
            if (claims.ValueKind != JsonValueKind.Object
                || TextOf(claims, "iss") is not { Length: > 0 } issuer
                || ListOf(claims, "aud", canBeOne: true) is not { IsEmpty: false } audiences
                || !TryDate(claims, "exp", out DateTimeOffset? expires) || expires is null
                || !TryDate(claims, "nbf", out DateTimeOffset? notBefore)
                || !TryDate(claims, "iat", out _))
            {
                return null;
            }

            // The document goes back to its pool; the copy is ours.
            return new TokenClaims(claims.Clone()) { Issuer = issuer, Audiences = audiences, ExpiresAt = expires.Value, NotBefore = notBefore };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Validates time, issuer and audience.</summary>
    /// <param name="skew">Tolerated difference between the clocks of the issuer and of this machine.</param>
    /// <param name="issuers">Compared letter by letter.</param>
    /// <param name="audiences">One of them has to be in the token.</param>
    public TokenRefusal Validate(DateTimeOffset now, TimeSpan skew, ImmutableArray<string> issuers, ImmutableArray<string> audiences)
    {
        if (!issuers.Contains(Issuer))
        {
            return TokenRefusal.WrongIssuer;
        }

        if (!Audiences.Any(audience => audiences.Contains(audience)))
        {
            return TokenRefusal.WrongAudience;
        }

        // Differences instead of sums: a date at the end of the calendar has no later one.
        return now - ExpiresAt >= skew ? TokenRefusal.Expired
            : NotBefore is { } start && start - now > skew ? TokenRefusal.NotYetValid
            : TokenRefusal.None;
    }

    /// <summary>True when a claim is present, of any type.</summary>
    public bool Has(string name) => _claims.TryGetProperty(name, out _);

    /// <summary>A claim that is a text; null when it is missing or something else.</summary>
    public string? Text(string name) => TextOf(_claims, name);

    /// <summary>A claim that is a list of texts; null when it is missing or something else.</summary>
    public ImmutableArray<string>? List(string name) => ListOf(_claims, name, canBeOne: false);

    /// <summary>True when a claim is present and true, as a boolean or as a text.</summary>
    public bool IsTrue(string name) =>
        _claims.TryGetProperty(name, out JsonElement value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true"u8)));

    /// <summary>True when an object of that name has a member: <c>_claim_names</c> lists the omitted claims in this way.</summary>
    public bool HasMember(string name, string member) =>
        _claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out _);

    // A token is a secret; its claims are personal data.
    public override string ToString() => "TokenClaims";

    private static string? TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ImmutableArray<string>? ListOf(JsonElement claims, string name, bool canBeOne)
    {
        if (!claims.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        if (canBeOne && value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : null;
    }

    /// <summary>Reads a NumericDate, whole seconds or not. False when it is there and is none.</summary>
    private static bool TryDate(JsonElement claims, string name, out DateTimeOffset? date)
    {
        date = null;
        if (!claims.TryGetProperty(name, out JsonElement value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double seconds) || !(seconds is >= 0 and <= LatestSecond))
        {
            return false;
        }

        date = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
        return true;
    }
}
