using System.Globalization;
using System.Text.Json.Nodes;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>Reader of cores, as Kubernetes writes them: <c>500m</c> is half a core.</summary>
internal static class Cores
{
    private const double MaxCores = 10_000;
    private const int MaxLength = 25;

    public static ScalarReader<double> Reader { get; } = new(
        "cores such as 500m or 2",
        ScalarForm.Any,
        text => Parse(text) is > 0 and <= MaxCores and var cores ? cores : Parsed.Failed<double>(),
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["pattern"] = "^(?:[0-9]+(\\.[0-9]+)?m?)$", ["maxLength"] = MaxLength },
                new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0, ["maximum"] = MaxCores }),
        });

    private static double? Parse(string text)
    {
        string number = text.EndsWith('m') ? text[..^1] : text;
        return number.Length is > 0 and <= MaxLength && char.IsAsciiDigit(number[0])
            && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? (double)(text.EndsWith('m') ? value / 1000 : value)
            : null;
    }
}

/// <summary>Reader of the availability zones of a region, which Azure names 1 to 3.</summary>
internal static class Zones
{
    public static ListReader<int> List { get; } = new("zones", Numbers.Whole("a zone", 1, 3), 3);
}
