using System.Globalization;
using System.Text.Json.Serialization;
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

    private static AvailabilityCatalogue Load()
    {
        using Stream stream = typeof(SlaCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {Resource}.");
        CatalogueDocument document = JsonSerializer.Deserialize(stream, CatalogueJsonContext.Default.CatalogueDocument)
            ?? throw new InvalidOperationException($"The resource {Resource} is empty.");
        return new AvailabilityCatalogue(document.Entries.Select(entry => ToEntry(entry, document.Sources)));
    }

    private static CatalogueEntry ToEntry(
        CatalogueDocumentEntry entry, IReadOnlyDictionary<string, CatalogueDocumentSource> sources)
    {
        CatalogueDocumentSource first = sources[entry.Sources[0]];
        bool isCommitment = entry.Availability is not null;
        string titles = string.Join("; ", entry.Sources.Select(source => sources[source].Title));
        string text = isCommitment
            ? $"SLA, {entry.Description} ({titles})"
            : $"assumed, {entry.Description}: {entry.Note ?? "no SLA is published"}";
        var provenance = new Provenance(
            isCommitment ? ProvenanceKind.Catalogue : ProvenanceKind.Assumption,
            text,
            first.Date,
            first.Url,
            isCommitment ? Enum.Parse<Confidence>(entry.Confidence, ignoreCase: true) : Confidence.Low);
        return new CatalogueEntry(
            entry.Service,
            entry.Configuration,
            entry.Description,
            Unavailability(entry.Availability),
            Unavailability(entry.AssumedAvailability),
            Duration(entry.MeanDownTime),
            provenance)
        {
            IsZoneRedundant = entry.ZoneRedundant,
            Data = entry.Data is not { } data ? null : new DataSpec
            {
                Zones = data.Zones,
                Regions = data.Regions,
                Lag = data.Lag is { } lag ? Duration(lag) : null,
                IsStateless = data.Stateless,
            },
        };
    }

    // Decimal arithmetic, so that 99.99 % is 1e-4 and not 1.0000000000000286e-4.
    private static double? Unavailability(string? percent) => percent is null
        ? null
        : (double)((100m - decimal.Parse(percent.TrimEnd('%'), CultureInfo.InvariantCulture)) / 100m);

    private static TimeSpan Duration(string text)
    {
        int value = int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
        return text[^1] == 'h' ? TimeSpan.FromHours(value) : TimeSpan.FromMinutes(value);
    }
}

/// <summary>The shape of <c>sla-catalogue.json</c>. Availabilities are percentages as text, so that 99.99 stays exact.</summary>
internal sealed record CatalogueDocument(
    string Schema, string Note, IReadOnlyDictionary<string, CatalogueDocumentSource> Sources, IReadOnlyList<CatalogueDocumentEntry> Entries);

internal sealed record CatalogueDocumentSource(string Title, string Date, string? Url = null);

internal sealed record CatalogueDocumentEntry(
    string Service,
    string Configuration,
    string Description,
    string MeanDownTime,
    IReadOnlyList<string> Sources,
    string Confidence,
    string? Availability = null,
    string? AssumedAvailability = null,
    string? Note = null,
    bool ZoneRedundant = false,
    CatalogueDocumentData? Data = null);

internal sealed record CatalogueDocumentData(Replication? Zones = null, Replication? Regions = null, string? Lag = null, bool Stateless = false);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogueDocument))]
internal sealed partial class CatalogueJsonContext : JsonSerializerContext;
