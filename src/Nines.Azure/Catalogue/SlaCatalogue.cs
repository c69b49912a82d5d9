using System.Globalization;
using System.Text.Json;
using Nines.Environments.Specs;

namespace Nines.Azure.Catalogue;

/// <summary>The availabilities that Microsoft commits to, and our assumptions where it does not, embedded in the assembly.</summary>
public static class SlaCatalogue
{
    private const string Resource = "Nines.Azure.Catalogue.sla-catalogue.json";

    /// <summary>The embedded catalogue, read once.</summary>
    public static AvailabilityCatalogue Default => Lazy.Value;

    private static readonly Lazy<AvailabilityCatalogue> Lazy = new(Load);

    // Read as a document, not into records of its own: the serializer's types for those would be compiled at every start of the managed program.
    private static AvailabilityCatalogue Load()
    {
        using Stream stream = typeof(SlaCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {Resource}.");
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement sources = document.RootElement.GetProperty("sources");
        var entries = new List<CatalogueEntry>();
        foreach (JsonElement entry in document.RootElement.GetProperty("entries").EnumerateArray())
        {
            entries.Add(ToEntry(entry, sources));
        }

        return new AvailabilityCatalogue(entries);
    }

    private static CatalogueEntry ToEntry(JsonElement entry, JsonElement sources)
    {
        string service = Text(entry, "service"), configuration = Text(entry, "configuration"), description = Text(entry, "description");
        string? availability = Find(entry, "availability");
        bool isCommitment = availability is not null;
        JsonElement names = entry.GetProperty("sources"), first = sources.GetProperty(names[0].GetString()!);
        var titles = new List<string>();
        foreach (JsonElement name in names.EnumerateArray())
        {
            titles.Add(Text(sources.GetProperty(name.GetString()!), "title"));
        }

        string text = isCommitment
            ? $"SLA, {description} ({string.Join("; ", titles)})"
            : $"assumed, {description}: {Find(entry, "note") ?? "no SLA is published"}";
        var provenance = new Provenance(
            isCommitment ? ProvenanceKind.Catalogue : ProvenanceKind.Assumption,
            text,
            Text(first, "date"),
            Find(first, "url"),
            isCommitment ? Enum.Parse<Confidence>(Text(entry, "confidence"), ignoreCase: true) : Confidence.Low);
        return new CatalogueEntry(
            service,
            configuration,
            description,
            Unavailability(availability),
            Unavailability(Find(entry, "assumedAvailability")),
            Duration(Text(entry, "meanDownTime")),
            provenance)
        {
            IsZoneRedundant = entry.TryGetProperty("zoneRedundant", out JsonElement zoneRedundant) && zoneRedundant.GetBoolean(),
            Data = entry.TryGetProperty("data", out JsonElement data) ? ToData(data) : null,
        };
    }

    private static DataSpec ToData(JsonElement data) => new()
    {
        Zones = Find(data, "zones") is { } zones ? Enum.Parse<Replication>(zones, ignoreCase: true) : null,
        Regions = Find(data, "regions") is { } regions ? Enum.Parse<Replication>(regions, ignoreCase: true) : null,
        Lag = Find(data, "lag") is { } lag ? Duration(lag) : null,
        IsStateless = data.TryGetProperty("stateless", out JsonElement stateless) && stateless.GetBoolean(),
    };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string? Find(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    // Percentages are text, and the arithmetic is decimal, so that 99.99 % is 1e-4 and not 1.0000000000000286e-4.
    private static double? Unavailability(string? percent) => percent is null
        ? null
        : (double)((100m - decimal.Parse(percent.TrimEnd('%'), CultureInfo.InvariantCulture)) / 100m);

    private static TimeSpan Duration(string text)
    {
        int value = int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
        return text[^1] == 'h' ? TimeSpan.FromHours(value) : TimeSpan.FromMinutes(value);
    }
}
