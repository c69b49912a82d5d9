using System.Buffers;

namespace Nines.Guard.Upstream.Graph;

/// <summary>Object ids of Entra ID.</summary>
internal static class ObjectId
{
    private const int Length = 36;
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// Whether a text is 8-4-4-4-12 hexadecimal digits and nothing else. The framework's parsers also take other spellings of the same
    /// number (in braces, after <c>urn:uuid:</c>, with white space or signs), which Azure and kube-apiserver take for other texts.
    /// </summary>
    public static bool IsOne(string text)
    {
        if (text.Length != Length)
        {
            return false;
        }

        for (int at = 0; at < Length; at++)
        {
            bool isHyphen = at is 8 or 13 or 18 or 23;
            if (isHyphen ? text[at] != '-' : !s_digits.Contains(text[at]))
            {
                return false;
            }
        }

        return true;
    }
}
