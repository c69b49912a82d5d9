using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>
/// Fits text into boxes without knowing the reader's font: widths are those of a common sans-serif at 12 pixels, rounded up.
/// </summary>
internal static class BoxText
{
    private const double Narrow = 6.6;
    private const double Wide = 12.5;

    /// <summary>As few lines as fit a box, the last ending in … when text is cut off.</summary>
    public static ImmutableArray<string> Wrap(string text, double width, int maxLines = 2)
    {
        ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
        string rest = text.Trim();
        while (rest.Length > 0 && lines.Count < maxLines)
        {
            int fits = Fits(rest, width);
            if (fits == rest.Length)
            {
                lines.Add(rest);
                break;
            }

            if (lines.Count == maxLines - 1)
            {
                lines.Add(rest[..Math.Max(1, Fits(rest, width - Wide))].TrimEnd() + "…");
                break;
            }

            int space = rest.LastIndexOf(' ', fits);
            int cut = space > 0 ? space : fits;
            lines.Add(rest[..cut].TrimEnd());
            rest = rest[cut..].TrimStart();
        }

        return lines.ToImmutable();
    }

    /// <summary>An upper guess at the width in pixels.</summary>
    public static double Width(string text) => text.Sum(Width);

    private static int Fits(string text, double width)
    {
        double used = 0;
        for (int index = 0; index < text.Length; index++)
        {
            used += Width(text[index]);
            if (used > width)
            {
                // Never between the two halves of one character.
                return Math.Max(1, char.IsLowSurrogate(text[index]) ? index - 1 : index);
            }
        }

        return text.Length;
    }

    /// <summary>Chinese, Japanese and Korean characters are twice as wide, capitals somewhat.</summary>
    private static double Width(char character) => character switch
    {
        >= '\u2e80' => Wide,
        'M' or 'W' or 'm' or 'w' or '@' or '%' => 10.5,
        >= 'A' and <= 'Z' => 8.2,
        'i' or 'l' or 'j' or 't' or 'f' or 'r' or ' ' or '.' or ',' or ':' or '\'' => 4.4,
        _ => Narrow + 0.4,
    };
}
