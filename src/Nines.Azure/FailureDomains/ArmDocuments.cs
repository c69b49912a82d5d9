using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Azure.FailureDomains;

/// <summary>A scale set, as much of it as matters here.</summary>
internal sealed record ArmSet(int? FaultDomainCount, bool IsFlexible);

/// <summary>A machine, as much of it as matters here.</summary>
/// <param name="Instance">The id within a scale set, or the name; in lower case; empty when there is none.</param>
/// <param name="HasView">True if the answer contained the instance view.</param>
/// <param name="AvailabilitySet">The id, in lower case.</param>
internal sealed record ArmMachine(
    string Instance, bool HasView, int? FaultDomain, int? UpdateDomain, string? Zone, string? Region, string? PlacementGroup,
    ScaleSetId? ScaleSet, string? AvailabilitySet)
{
    public ArmMachine With(ArmView view) => this with
    {
        HasView = true,
        FaultDomain = view.FaultDomain ?? FaultDomain,
        UpdateDomain = view.UpdateDomain,
        PlacementGroup = view.PlacementGroup ?? PlacementGroup,
    };
}

internal sealed record ArmView(int? FaultDomain, int? UpdateDomain, string? PlacementGroup);

internal sealed record ArmPage(ImmutableArray<ArmMachine> Machines, string? Next);

/// <summary>Reads answers of the resource manager leniently: what is missing or of another shape is null. A whole answer of another shape is null itself.</summary>
internal static class ArmDocuments
{
    private const int MaxDomain = 999;
    private const int MaxTextLength = 2_048;

    public static ArmSet? Set(JsonElement json) => Object(json, "properties") is not { } properties ? null
        : new ArmSet(Number(properties, "platformFaultDomainCount"), Is(Text(properties, "orchestrationMode"), "Flexible"));

    public static ArmPage? Page(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("value", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? new ArmPage([.. list.EnumerateArray().Select(Machine).OfType<ArmMachine>()], Text(json, "nextLink"))
            : null;

    public static ArmMachine? Machine(JsonElement json)
    {
        if (Object(json, "properties") is not { } properties)
        {
            return null;
        }

        JsonElement? view = Object(properties, "instanceView");
        var machine = new ArmMachine(
            (Text(json, "instanceId") ?? Text(json, "name") ?? "").ToLowerInvariant(), false, Number(properties, "platformFaultDomain"), null,
            Zones(json), Text(json, "location")?.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal), null,
            Object(properties, "virtualMachineScaleSet") is { } set ? ScaleSetId.Parse(Text(set, "id")) : null,
            Object(properties, "availabilitySet") is { } group ? Text(group, "id")?.ToLowerInvariant() : null);
        return view is { } seen && View(seen) is { } domains ? machine.With(domains) : machine;
    }

    public static ArmView? View(JsonElement json) => json.ValueKind != JsonValueKind.Object ? null
        : new ArmView(Number(json, "platformFaultDomain"), Number(json, "platformUpdateDomain"), Text(json, "placementGroupId"));

    /// <summary>Unshortened; renderers shorten it.</summary>
    public static (string Code, string Message)? Error(JsonElement json) => Object(json, "error") is not { } error ? null
        : (Text(error, "code", int.MaxValue) ?? "", Text(error, "message", int.MaxValue) ?? "");

    private static string? Zones(JsonElement json) =>
        json.TryGetProperty("zones", out JsonElement zones) && zones.ValueKind == JsonValueKind.Array && zones.GetArrayLength() == 1
            && zones[0].ValueKind == JsonValueKind.String && zones[0].GetString() is { Length: > 0 and <= 16 } zone && zone.All(char.IsAsciiLetterOrDigit)
            ? zone
            : null;

    private static JsonElement? Object(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement json, string name, int maxLength = MaxTextLength) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= maxLength
            ? text
            : null;

    // -1 stands for 'not assigned'.
    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is >= 0 and <= MaxDomain
            ? number
            : null;

    private static bool Is(string? text, string name) => name.Equals(text, StringComparison.OrdinalIgnoreCase);
}
