using System.Text.Json.Serialization;

namespace Nines.Azure.Catalogue;

/// <summary>The shape of <c>sla-catalogue.json</c>. Availabilities are percentages as text, so that 99.99 stays exact.</summary>
internal sealed record CatalogueDocument(
    string Schema, string Note, IReadOnlyDictionary<string, CatalogueDocumentSource> Sources, IReadOnlyList<CatalogueDocumentEntry> Entries);

internal sealed record CatalogueDocumentSource(string Title, string Date, string? Url = null);

internal sealed record CatalogueDocumentEntry(
    string Service,
    string Configuration,
    string Description,
    string? Availability,
    string MeanDownTime,
    IReadOnlyList<string> Sources,
    string Confidence,
    string? AssumedAvailability = null,
    string? Note = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogueDocument))]
internal sealed partial class CatalogueJsonContext : JsonSerializerContext;
