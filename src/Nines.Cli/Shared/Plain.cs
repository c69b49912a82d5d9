using System.Globalization;
using System.Text;

namespace Nines.Cli.Shared;

/// <summary>
/// Text from a cluster made fit for people's eyes, whatever the output: one line, nothing that a terminal obeys, nothing that turns the
/// direction of writing or hides. What is taken out is shown as its number, so that two names that differ still look different.
/// </summary>
internal static class Plain
{
    /// <summary>Longer than any name that Kubernetes takes, and than the messages of rules.</summary>
    public const int Longest = 1_000;

    /// <param name="text">Anything.</param>
    /// <param name="longest">Letters that are kept; <c>...</c> stands for the rest.</param>
    public static string Of(string? text, int longest = Longest)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.Length <= longest && IsPlain(text))
        {
            return text;
        }

        var safe = new StringBuilder(Math.Min(text.Length, longest) + 8);
        foreach (Rune letter in text.EnumerateRunes())
        {
            if (safe.Length >= longest)
            {
                return safe.Append("...").ToString();
            }

            safe.Append(IsShown(letter) ? letter.ToString() : $"\\u{letter.Value:x4}");
        }

        return safe.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (char letter in text)
        {
            if (letter is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsShown(Rune letter) => Rune.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.Surrogate);
}
