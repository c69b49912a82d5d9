using System.Buffers;

namespace Nines.Guard.Decisions;

/// <summary>Object ids of Entra ID.</summary>
internal static class ObjectId
{
    private const int Length = 36;
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// Whether a text is 8-4-4-4-12 hexadecimal digits and nothing else. The framework's parsers also take other spellings of the same
    /// number (in braces, after <c>urn:uuid:</c>, with white space or signs), which Azure and kube-apiserver take for other texts: a group of
    /// another authenticator must not turn into one of Entra's.
    /// </summary>
    public static bool IsOne(ReadOnlySpan<char> text) =>
        text.Length == Length && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && !text[..8].ContainsAnyExcept(s_digits) && !text[9..13].ContainsAnyExcept(s_digits) && !text[14..18].ContainsAnyExcept(s_digits)
        && !text[19..23].ContainsAnyExcept(s_digits) && !text[24..].ContainsAnyExcept(s_digits);
}
