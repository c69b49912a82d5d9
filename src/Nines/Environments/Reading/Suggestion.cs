using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>Says what would have been right.</summary>
internal static class Suggestion
{
    private const int MostNames = 12;

    /// <summary>The nearest valid name, else all of them when they are few, else null.</summary>
    public static string? For(string written, IEnumerable<string> valid)
    {
        string[] names = [.. valid];
        if (Spelling.Hint(written, names) is { } hint)
        {
            return hint;
        }

        return names.Length switch
        {
            0 => null,
            <= MostNames => $"Valid: {string.Join(", ", names)}.",
            _ => null,
        };
    }

    /// <summary>A found value in quotes, cut to a length that fits a message.</summary>
    public static string Quote(string text)
    {
        const int longest = 60;
        string shown = text.Length <= longest ? text : text[..longest] + "...";
        return $"'{shown.ReplaceLineEndings(" ")}'";
    }
}
