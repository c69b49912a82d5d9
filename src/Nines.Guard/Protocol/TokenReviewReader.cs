using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Protocol;

/// <summary>Reads a TokenReview, v1 or v1beta1.</summary>
internal static class TokenReviewReader
{
    /// <exception cref="ReviewFaultException">The body is no TokenReview.</exception>
    public static TokenReview Read(ReadOnlySpan<byte> body)
    {
        var spec = new Spec();
        ReviewVersion version = Envelope.Read(body, ReviewNames.TokenGroup, ReviewNames.TokenKind, ReadSpec, spec);
        return spec.Token.Length > 0
            ? new TokenReview(version, spec.Token, spec.Audiences)
            : throw new ReviewFaultException("spec.token is missing or empty; expected the bearer token.");
    }

    private static void ReadSpec(ref Utf8JsonReader json, Spec spec)
    {
        if (!JsonFields.Enter(ref json, "spec"))
        {
            return;
        }

        int seen = 0;
        while (JsonFields.Next(ref json, "spec"))
        {
            if (json.ValueTextEquals("token"u8))
            {
                JsonFields.Once(ref seen, 0, "spec.token");
                spec.Token = JsonFields.Text(ref json, "spec.token");
            }
            else if (json.ValueTextEquals("audiences"u8))
            {
                JsonFields.Once(ref seen, 1, "spec.audiences");
                spec.Audiences = JsonFields.List(ref json, "spec.audiences");
            }
            else
            {
                json.Skip();
            }
        }
    }

    private sealed class Spec
    {
        public string Token { get; set; } = "";

        public ImmutableArray<string> Audiences { get; set; } = [];
    }
}

/// <summary>A question about the user of a bearer token.</summary>
/// <param name="Token">The bearer token; never empty, never logged.</param>
/// <param name="Audiences">Those that the caller wants; empty means the authenticator's own.</param>
internal sealed record TokenReview(ReviewVersion Version, string Token, ImmutableArray<string> Audiences)
{
    /// <summary>Without the token, which a record would print.</summary>
    public override string ToString() => $"TokenReview {Version}";
}
