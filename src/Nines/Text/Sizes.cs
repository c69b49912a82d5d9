using System.Globalization;

namespace Nines.Text;

/// <summary>
/// The one grammar of sizes in bytes, for files, settings and options alike:
/// <code>
///   size   = number [ [ " " ] unit ]          without a unit: bytes
///   unit   = ( "Ki" / "Mi" / "Gi" / "Ti" ) [ "B" ]       powers of 1024: 512Mi, 1MiB
///          / ( "k" / "K" / "M" / "G" / "T" ) [ "B" ]     powers of 1000: 1G, 500MB
///          / "B"
///   number = 1*DIGIT [ "." 1*DIGIT ]
/// </code>
/// The units of Kubernetes quantities are all in it.
/// </summary>
public static class Sizes
{
    /// <summary>Sizes as a regular expression without anchors that is valid for .NET and for JSON Schema.</summary>
    public const string Pattern = "[0-9]+(\\.[0-9]+)?( ?([KMGT]iB?|[kKMGT]B?|B))?";

    /// <summary>More characters than a size has.</summary>
    public const int MaxLength = 25;

    private const long MaxBytes = 1L << 60;

    private static readonly (string Unit, long Bytes)[] _units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
    ];

    /// <summary>Parses a size of at most 2^60 bytes. A fraction of a byte is dropped.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = 0;
        if (text.Length is 0 or > MaxLength || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        string number = text.EndsWith('B') ? text[..^1] : text;
        (string unit, long factor) = _units.FirstOrDefault(each => number.EndsWith(each.Unit, StringComparison.Ordinal), ("", 1));
        number = number[..^unit.Length];
        if (number.EndsWith(' ') && number.Length < text.Length)
        {
            number = number[..^1];
        }

        if (!char.IsAsciiDigit(number[^1])
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || value > MaxBytes || value * factor > MaxBytes)
        {
            return false;
        }

        bytes = (long)(value * factor);
        return true;
    }

    /// <summary>Formats a size in the largest binary unit that divides it: <c>16MiB</c>, <c>1500B</c>.</summary>
    public static string Format(long bytes)
    {
        foreach ((string unit, long factor) in _units.Take(4).Reverse())
        {
            if (bytes >= factor && bytes % factor == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{unit}B");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }
}
