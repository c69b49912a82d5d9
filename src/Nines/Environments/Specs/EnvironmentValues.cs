using System.Globalization;
using System.Text.Json.Nodes;
using Nines.Text.Readers;

namespace Nines.Environments.Specs;

/// <summary>Largest supported environment. Larger ones are mistakes, or attempts to exhaust the program.</summary>
internal static class Limits
{
    public const int Regions = 200;
    public const int Hubs = 200;
    public const int NodePools = 100;
    public const int NodesPerPool = 1_000;
    public const int Workloads = 1_000;
    public const int Replicas = 1_000;
    public const int Components = 10_000;
    public const int Journeys = 1_000;
    public const int CommonCauses = 1_000;
    public const int Availabilities = 20_000;
    public const int Circuits = 16;
    public const int SharedCircuits = 1_000;
    public const int AddressBlocks = 1_000;
    public const int RequirementItems = 10_000;
    public const int RequirementDepth = 24;
    /// <summary>Replicas, pods and nodes of all regions together.</summary>
    public const int Parts = 100_000;
    public const int MeasurementFiles = 100;
    public const int MeasurementRows = 100_000;
}

/// <summary>Forms of names that are not chosen by the user alone.</summary>
internal static class EnvironmentNames
{
    /// <summary>Journeys of the report: a name, or a journey of one region.</summary>
    public static NameRule Journey { get; } = new(
        "[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?", 127, "of a journey has lower-case letters, digits and dashes, optionally followed by a slash and a region");

    /// <summary>Component ids and catalogue services.</summary>
    public static NameRule ComponentId { get; } = new(
        "[a-z][A-Za-z0-9._/-]*", 200, "has letters, digits, dots, dashes and slashes, starts with a lower-case letter, and is at most 200 long");

    /// <summary>Kubernetes label keys.</summary>
    public static NameRule LabelKey { get; } = new(
        "([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?", 317,
        "of a label has letters, digits, dots, dashes and underscores, optionally after a DNS prefix and a slash");
}

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
