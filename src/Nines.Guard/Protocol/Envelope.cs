using System.Text.Json;

namespace Nines.Guard.Protocol;

/// <summary>Reads one part of a review from where the reader stands.</summary>
internal delegate void SpecReader<TSpec>(ref Utf8JsonReader json, TSpec into);

/// <summary>Envelope around the spec of a review: apiVersion, kind, and fields that do not matter here.</summary>
internal static class Envelope
{
    /// <summary>Reads a whole body into <paramref name="into"/>.</summary>
    /// <exception cref="ReviewFaultException">It is not a review of that kind.</exception>
    public static ReviewVersion Read<TSpec>(ReadOnlySpan<byte> body, string group, string kind, SpecReader<TSpec> readSpec, TSpec into)
    {
        try
        {
            return ReadAll(body, group, kind, readSpec, into);
        }
        catch (JsonException fault)
        {
#pragma warning disable MA0054 // The parser's own message may quote the body, which holds tokens.
            throw new ReviewFaultException($"The body is not JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}; expected a {kind}.");
#pragma warning restore MA0054
        }
    }

    private static ReviewVersion ReadAll<TSpec>(ReadOnlySpan<byte> body, string group, string kind, SpecReader<TSpec> readSpec, TSpec into)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ReviewLimits.Depth });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new ReviewFaultException($"The body is not an object; expected a {kind}.");
        }

        string? apiVersion = null;
        string? givenKind = null;
        int seen = 0;
        while (JsonFields.Next(ref json, "the review"))
        {
            if (json.ValueTextEquals("apiVersion"u8))
            {
                JsonFields.Once(ref seen, 0, "apiVersion");
                apiVersion = JsonFields.Text(ref json, "apiVersion");
            }
            else if (json.ValueTextEquals("kind"u8))
            {
                JsonFields.Once(ref seen, 1, "kind");
                givenKind = JsonFields.Text(ref json, "kind");
            }
            else if (json.ValueTextEquals("spec"u8))
            {
                JsonFields.Once(ref seen, 2, "spec");
                readSpec(ref json, into);
            }
            else
            {
                json.Skip();
            }
        }

        // What follows the object is refused too: Read throws for anything but white space.
        while (json.Read())
        {
        }

        if (givenKind != kind)
        {
            throw new ReviewFaultException($"kind is {QuotedText.Kind(givenKind)}; expected '{kind}'.");
        }

        return apiVersion == $"{group}/v1" ? ReviewVersion.V1
            : apiVersion == $"{group}/v1beta1" ? ReviewVersion.V1Beta1
            : throw new ReviewFaultException($"apiVersion is {QuotedText.ApiVersion(apiVersion)}; expected '{group}/v1' or '{group}/v1beta1'.");
    }
}

/// <summary>The API version that a review came in, and that its answer goes back in.</summary>
internal enum ReviewVersion
{
    V1,
    V1Beta1,
}

/// <summary>The names of API groups and kinds, as kube-apiserver writes them.</summary>
internal static class ReviewNames
{
    public const string TokenKind = "TokenReview";
    public const string AccessKind = "SubjectAccessReview";
    public const string TokenGroup = "authentication.k8s.io";
    public const string AccessGroup = "authorization.k8s.io";

    public static string Version(ReviewVersion version) => version == ReviewVersion.V1 ? "v1" : "v1beta1";
}

/// <summary>
/// Quotes from a review for error messages. Only text that resembles the expected value is quoted, up to a limit: the message goes to callers and to the log,
/// and a token in the wrong field, a line break or a megabyte must not.
/// </summary>
internal static class QuotedText
{
    private const int MaxLength = 63;

    public static string Kind(string? given) => Quote(given, static letter => char.IsAsciiLetter(letter));

    public static string ApiVersion(string? given) =>
        given?.Split('/') is [_, ['v', .. { Length: <= 8 }]] or null
            ? Quote(given, static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '/' or '-')
            : Other;

    /// <summary>A key of a map, as a step of a path.</summary>
    public static string Key(string given) =>
        given.Length is > 0 and <= MaxLength && given.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '/' or '-' or '_') ? given : "(a key)";

    private const string Other = "something else";

    private static string Quote(string? given, Func<char, bool> isUsual) =>
        given is null ? "missing" : given.Length is > 0 and <= MaxLength && given.All(isUsual) ? $"'{given}'" : Other;
}

/// <summary>A body that is not a review. The message reports the problem, its position and the expected value; it never quotes a token.</summary>
internal sealed class ReviewFaultException : Exception
{
    public ReviewFaultException()
    {
    }

    public ReviewFaultException(string message)
        : base(message)
    {
    }

    public ReviewFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
