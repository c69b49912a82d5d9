using System.Globalization;
using System.Text.Json.Nodes;

namespace Nines.Environments.Values;

/// <summary>Readers of whole numbers and of truth.</summary>
internal static class Numbers
{
    public static ScalarReader<bool> Truth { get; } = new(
        "true or false",
        ScalarForm.Plain,
        text => text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => Parsed.No<bool>(hint: text.ToUpperInvariant() switch
            {
                "YES" or "Y" or "ON" or "1" => "Write true.",
                "NO" or "N" or "OFF" or "0" => "Write false.",
                _ => null,
            }),
        },
        () => new JsonObject { ["type"] = "boolean" });

    /// <summary>A whole number in a range.</summary>
    /// <param name="noun">What is counted: <c>nodes</c>.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public static ScalarReader<int> Whole(string noun, int least, int most)
    {
        string expected = $"{noun} as a whole number from {least:N0} to {most:N0}";
        return new(
            expected,
            ScalarForm.Plain,
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
                ? value
                : Parsed.No<int>(),
            () => new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most });
    }

    /// <summary>An availability zone of a region: Azure names them 1 to 3.</summary>
    public static ScalarReader<int> Zone { get; } = Whole("a zone", 1, 3);

    public static ListReader<int> Zones { get; } = new("zones", Zone, 3);
}
