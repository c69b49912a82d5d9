using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nines.Text;

/// <summary>
/// Decides which characters of untrusted text are shown, and how many: the text of a cluster, a server, a file or a caller. The result is one
/// line without anything that a terminal obeys, that turns the direction of writing, or that hides. Each other character is shown as its number
/// (<c>\u202e</c>), so that two names that differ still look different. Escaping for a format (HTML, Markdown, SARIF) comes after it.
/// </summary>
public static partial class Sanitizer
{
    /// <summary>Longer than any name that Kubernetes accepts, and than the messages of rules.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Enough of a value to recognize it within a sentence.</summary>
    public const int MaxQuotedLength = 60;

    /// <summary>Enough of a server's message to act on it.</summary>
    public const int MaxMessageLength = 300;

    // Looking for tokens costs time for each character, also of those that are cut off.
    private const int MaxSearched = 4_096;

    /// <summary>Untrusted text, made safe to show.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxLength">Characters that are kept; <c>...</c> replaces the rest.</param>
    public static string Clean(string? text, int maxLength = MaxLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var safe = new StringBuilder(Math.Min(text.Length, maxLength) + 8);
        foreach (Rune letter in text.EnumerateRunes())
        {
            if (safe.Length >= maxLength)
            {
                return safe.Append("...").ToString();
            }

            safe.Append(IsShown(letter) ? letter.ToString() : $"\\u{letter.Value:x4}");
        }

        return safe.ToString();
    }

    /// <summary>A value from an input, in single quotes, cut to a length that fits a sentence.</summary>
    public static string Quote(string? text) => $"'{Clean(text, MaxQuotedLength)}'";

    /// <summary>A message from a server: line breaks and tabs become blanks, and what looks like a token is removed, since messages reach logs.</summary>
    /// <inheritdoc cref="Clean"/>
    public static string CleanMessage(string? text, int maxLength = MaxMessageLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        string head = text.Length > MaxSearched ? text[..MaxSearched] : text;
        return Clean(Token().Replace(Blanks().Replace(head, " "), "(removed)").Trim(), maxLength);
    }

    internal static bool IsShown(Rune letter) => Rune.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.Surrogate);

    [GeneratedRegex(@"[\r\n\t]+", RegexOptions.None, 1_000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_\-]{8,}(\.[A-Za-z0-9_\-]*)*|(?i:bearer)\s+[A-Za-z0-9._~+/\-]{8,}=*", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Token();
}
