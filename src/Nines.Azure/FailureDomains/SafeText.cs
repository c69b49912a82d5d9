using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nines.Azure.FailureDomains;

/// <summary>Text of others made fit for people's eyes: one line, no control characters, not long, and nothing that looks like a token.</summary>
internal static partial class SafeText
{
    public const int MaxLength = 300;

    private const int MaxRead = 4_096;

    public static string Clean(string? text, int longest = MaxLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        string head = text.Length > MaxRead ? text[..MaxRead] : text;
        var safe = new StringBuilder(head.Length);
        foreach (Rune letter in Token().Replace(head, "(removed)").EnumerateRunes())
        {
            // Format characters too: they can turn the direction of writing, or hide.
            bool isShown = Rune.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            safe.Append(isShown ? letter.ToString() : " ");
            if (safe.Length >= longest)
            {
                return safe.Append("...").ToString();
            }
        }

        return safe.ToString().Trim();
    }

    [GeneratedRegex(@"eyJ[A-Za-z0-9_\-]{8,}(\.[A-Za-z0-9_\-]*)*|(?i:bearer)\s+[A-Za-z0-9._~+/\-]{8,}=*", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Token();
}
