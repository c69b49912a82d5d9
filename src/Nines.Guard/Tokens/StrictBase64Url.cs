using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Nines.Guard.Tokens;

/// <summary>
/// Base64url as RFC 7515 section 2 defines it, and no other spelling of the same bytes: no padding, no white space, no bits left over.
/// Two spellings of one token would be two entries of a cache.
/// </summary>
internal static class StrictBase64Url
{
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(s_letters))
        {
            return false;
        }

        byte[] decoded = new byte[text.Length * 3 / 4];
        if (Base64Url.DecodeFromChars(text, decoded, out int _, out int written) != OperationStatus.Done)
        {
            return false;
        }

        // Whether bits may be left in the last letter is not promised by the framework, so it is looked at here.
        byte[] exact = written == decoded.Length ? decoded : decoded[..written];
        Span<char> last = stackalloc char[4];
        int tail = text.Length % 4;
        if (tail != 0)
        {
            int length = Base64Url.EncodeToChars(exact.AsSpan(exact.Length - (tail - 1)), last);
            if (!last[..length].SequenceEqual(text[^tail..]))
            {
                return false;
            }
        }

        bytes = exact;
        return true;
    }

    private static readonly SearchValues<char> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
