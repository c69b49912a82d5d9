namespace Nines.Guard.Tokens;

/// <summary>Reason why a token is refused. It names a rule and contains nothing of the token, so that it can be logged and counted.</summary>
internal enum TokenRefusal
{
    None,

    /// <summary>More than <see cref="JwsToken.MaxCharacters"/> characters.</summary>
    TooLarge,

    /// <summary>Not three parts of base64url, joined by dots.</summary>
    Malformed,

    /// <summary>The header is no JSON object, is too large or too deep, has a member twice, or a member of another type.</summary>
    BadHeader,

    /// <summary>"none", one with a shared secret, or an unknown one.</summary>
    AlgorithmNotAccepted,

    /// <summary>The header demands an extension to be understood (<c>crit</c>), or its payload is not plain (<c>b64</c>, <c>zip</c>, <c>enc</c>).</summary>
    ExtensionNotAccepted,

    /// <summary>A token inside a token (<c>cty</c>).</summary>
    NestedToken,

    /// <summary>No key has the id of the header, or there is no id and not exactly one key fits.</summary>
    UnknownKey,

    /// <summary>The key of that id is for another algorithm, or too short.</summary>
    KeyDoesNotFit,

    /// <summary>The signature is not that key's.</summary>
    BadSignature,

    /// <summary>The payload is no JSON object with issuer, audience and end, or has a member twice.</summary>
    BadClaims,

    /// <summary>Another issuer, such as another tenant.</summary>
    WrongIssuer,

    /// <summary>For another audience.</summary>
    WrongAudience,

    /// <summary>Its end is past, beyond the clock skew.</summary>
    Expired,

    /// <summary>Its beginning is ahead, beyond the clock skew.</summary>
    NotYetValid,

    /// <summary>No object id, or none that is a GUID.</summary>
    NoObjectId,

    /// <summary>It would give a user a name that begins with <c>system:</c>.</summary>
    ReservedName,

    /// <summary>It is bound to a key (<c>cnf</c>), so that showing it alone proves nothing.</summary>
    ProofRequired,

    /// <summary>The directory does not know whom it is about.</summary>
    UnknownObject,
}

/// <summary>Refusals in words, for logs and metrics: fixed texts, which hold nothing of a token.</summary>
internal static class TokenRefusals
{
    public static string Describe(TokenRefusal why) => why switch
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
