using System.Collections.Immutable;

namespace Nines.Environments.Specs;

/// <summary>One published availability, or an assumed one where the vendor publishes none.</summary>
/// <param name="Service">Short id: <c>aks.apiserver</c>.</param>
/// <param name="Configuration">Configuration of the service: <c>standard-zones</c>; unique within the service.</param>
/// <param name="Description">Display name: <c>AKS API server, Standard or Premium tier, with availability zones</c>.</param>
/// <param name="Unavailability">0 to 1; null when the vendor commits to nothing.</param>
/// <param name="AssumedUnavailability">The assumption of nines when <paramref name="Unavailability"/> is null.</param>
/// <param name="MeanDownTime">Mean length of an outage; always an assumption, since vendors do not publish it.</param>
/// <param name="Source">Source of the availability.</param>
public sealed record CatalogueEntry(
    string Service,
    string Configuration,
    string Description,
    double? Unavailability,
    double? AssumedUnavailability,
    TimeSpan MeanDownTime,
    Provenance Source)
{
    /// <summary>True when it survives the loss of a zone of its region.</summary>
    public bool IsZoneRedundant { get; init; }

    /// <summary>Copies of its data as the vendor documents them; null when that is not known.</summary>
    public DataSpec? Data { get; init; }

    /// <summary>The name by which a file selects it: <c>aks.apiserver/standard-zones</c>.</summary>
    public string Name => $"{Service}/{Configuration}";

    /// <summary>Its unavailability in a prediction: what the vendor commits to, else what is assumed.</summary>
    public double ModelUnavailability => Unavailability ?? AssumedUnavailability ?? 0;
}

/// <summary>Default availabilities by service and configuration. Immutable.</summary>
public sealed class AvailabilityCatalogue
{
    private readonly Dictionary<string, ImmutableArray<CatalogueEntry>> _byService;

    /// <param name="entries">The entries, each service and configuration once.</param>
    public AvailabilityCatalogue(IEnumerable<CatalogueEntry> entries)
    {
        Entries = [.. entries];
        _byService = Entries.GroupBy(entry => entry.Service, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<CatalogueEntry> Entries { get; }

    public IReadOnlyCollection<string> Services => _byService.Keys;

    /// <summary>
    /// This catalogue with further entries. An entry with the service and configuration of a known one takes its place; others are added.
    /// </summary>
    public AvailabilityCatalogue With(IEnumerable<CatalogueEntry> entries)
    {
        Dictionary<string, CatalogueEntry> own = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        HashSet<string> known = [.. Entries.Select(entry => entry.Name)];
        return new AvailabilityCatalogue(
            Entries.Select(entry => own.GetValueOrDefault(entry.Name, entry)).Concat(own.Values.Where(entry => !known.Contains(entry.Name))));
    }

    /// <summary>The configurations of a service, in the order of the catalogue; empty when the service is unknown.</summary>
    public ImmutableArray<CatalogueEntry> Of(string service) => _byService.GetValueOrDefault(service, []);

    /// <summary>
    /// Finds <c>service/configuration</c>, or the weakest configuration of <c>service</c>: the least available one, and among equals one
    /// that does not survive the loss of a zone. Null when there is none.
    /// </summary>
    public CatalogueEntry? Find(string serviceAndConfiguration)
    {
        ArgumentNullException.ThrowIfNull(serviceAndConfiguration);
        int slash = serviceAndConfiguration.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? Of(serviceAndConfiguration).OrderByDescending(entry => entry.ModelUnavailability).ThenBy(entry => entry.IsZoneRedundant).FirstOrDefault()
            : Of(serviceAndConfiguration[..slash]).FirstOrDefault(entry => entry.Configuration == serviceAndConfiguration[(slash + 1)..]);
    }
}

/// <summary>Confidence in a number.</summary>
public enum Confidence
{
    /// <summary>Read in the primary contract text or in current vendor documentation.</summary>
    High,

    /// <summary>Restated by a vendor's tool or an older page.</summary>
    Medium,

    /// <summary>Secondary source, or an assumption of ours.</summary>
    Low,
}

/// <summary>Kind of source of a number.</summary>
public enum ProvenanceKind
{
    /// <summary>The SLA catalogue: a credit term, not a measurement.</summary>
    Catalogue,

    /// <summary>Written in the input file.</summary>
    File,

    /// <summary>A file of measurements.</summary>
    Measurement,

    /// <summary>A default of nines, because the number is not published.</summary>
    Assumption,

    /// <summary>Computed from other numbers by a stated formula.</summary>
    Derived,
}

/// <summary>The source of one number, in words that can be printed.</summary>
/// <param name="Kind">Kind of source.</param>
/// <param name="Text">The configuration and document, the file and line, or the formula, as displayed.</param>
/// <param name="Date">Date on which the source was read or issued, ISO 8601; null when not known.</param>
/// <param name="Url">A public address; null when there is none.</param>
/// <param name="Confidence">Confidence in it; null for a statement of the user.</param>
public sealed record Provenance(
    ProvenanceKind Kind, string Text, string? Date = null, string? Url = null, Confidence? Confidence = null);
