namespace Nines.Guard.Tokens;

/// <summary>Refusals in words, for logs and metrics: fixed texts, which hold nothing of a token.</summary>
internal static class TokenRefusals
{
    public static string Words(TokenRefusal why) => why switch
    {
        TokenRefusal.None => "",
        TokenRefusal.TooLarge => "too large",
        TokenRefusal.Malformed => "no token",
        TokenRefusal.BadHeader => "header not readable",
        TokenRefusal.AlgorithmNotAccepted => "algorithm not accepted",
        TokenRefusal.ExtensionNotAccepted => "extension not accepted",
        TokenRefusal.NestedToken => "token inside a token",
        TokenRefusal.UnknownKey => "unknown key",
        TokenRefusal.KeyDoesNotFit => "key does not fit the algorithm",
        TokenRefusal.BadSignature => "signature is wrong",
        TokenRefusal.BadClaims => "claims not readable",
        TokenRefusal.WrongIssuer => "another issuer",
        TokenRefusal.WrongAudience => "for another audience",
        TokenRefusal.Expired => "expired",
        TokenRefusal.NotYetValid => "not yet valid",
        TokenRefusal.NoObjectId => "no object id",
        TokenRefusal.ReservedName => "reserved name",
        TokenRefusal.ProofRequired => "bound to a key of its holder",
        TokenRefusal.UnknownObject => "not in the directory",
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    };
}
