using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Environments.Specs;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Azure.Catalogue;

/// <summary>
/// Reads a catalogue file of one's own, which has the form of the built-in <c>sla-catalogue.json</c>, and writes its schema;
/// <c>schemas/catalogue.schema.json</c> is the committed copy.
/// </summary>
public static class CatalogueFile
{
    private const string SchemaName = "nines.catalogue/v1";
    private const int MaxEntries = 10_000;
    private const int MaxSources = 1_000;

    private static readonly NameRule SourceNames = new(
        "[A-Za-z][A-Za-z0-9.-]*", 60, "of a source has letters, digits, dots and dashes, starts with a letter, and is at most 60 long");

    private static readonly Key<string> _title = Keys.Required("title", Texts.Line, "", "Title of the document.");
    private static readonly Key<string> _date = Keys.Required(
        "date", Texts.Matching("a date such as 2026-11-20, in quotes in YAML", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", 10), "", "Date on which it was issued or read, ISO 8601.");

    private static readonly Key<string> _url = Keys.Optional("url", Texts.Matching("an https address", "https://[^ ]+", 400), "Its public address.");

    private static readonly MappingReader<Source> _source = new(
        "source", "a source", "A document that availabilities come from.", [_title, _date, _url],
        fields => new Source(fields.Name, fields.Get(_title), fields.Get(_date), fields.Find(_url)));

    private static readonly Key<string> _service = Keys.Required(
        "service", Named("a service", "[a-z][a-z0-9.-]*"), "", "The service, by the name that environment files use.");

    private static readonly Key<string> _configuration = Keys.Required(
        "configuration", Named("a configuration", "[a-z][a-z0-9-]*"), "", "The tier or configuration; unique within the service.");

    private static readonly Key<string> _description = Keys.Optional("description", Texts.Line, "Display name. Default: service and configuration.");

    private static readonly Key<double> _availability = Keys.Optional(
        "availability", Probabilities.AvailabilityAsUnavailability, "What the vendor commits to, such as 99.95%.");

    private static readonly Key<double> _assumed = Keys.Optional(
        "assumedAvailability", Probabilities.AvailabilityAsUnavailability, "The assumption where the vendor commits to nothing.");

    private static readonly Key<TimeSpan> _meanDownTime = Keys.Required(
        "meanDownTime", DurationReader.Positive, TimeSpan.FromMinutes(20), "Mean length of one outage, such as 20m.");

    private static readonly Key<ImmutableArray<string>> _sources = Keys.Default(
        "sources", new ListReader<string>("sources", Texts.Named("a source", SourceNames), 20), [], "Names of documents under sources.");

    private static readonly Key<Confidence> _confidence = Keys.Default(
        "confidence", Texts.OneOf("a confidence", ("high", Confidence.High), ("medium", Confidence.Medium), ("low", Confidence.Low)), Confidence.Low,
        "high for a contract or current documentation, medium for a restatement, low for anything else.", "low");

    private static readonly Key<string> _note = Keys.Optional("note", Texts.Line, "Why an availability is assumed, or what limits it.");

    private static readonly Key<bool> _zoneRedundant = Keys.Default(
        "zoneRedundant", Numbers.Boolean, false, "Whether it survives the loss of a zone of its region.", false);

    private static readonly Key<DataSpec> _data = DataSection.Create("not known");

    private static readonly MappingReader<Draft> _entry = new(
        "entry", "an entry", "The availability of one configuration of a service: what is committed to, or what is assumed.",
        [_service, _configuration, _description, _availability, _assumed, _meanDownTime, _sources, _confidence, _note, _zoneRedundant, _data],
        Build, Schema.ExactlyOneOf("availability", "assumedAvailability"));

    private static readonly Key<string> _schema = Keys.Optional("schema", Texts.OneOf("a schema of catalogues", SchemaName), $"Always {SchemaName}.");
    private static readonly Key<string> _editorSchema = Keys.Optional("$schema", Texts.Line, "Where an editor finds this schema; it has no meaning of its own.");
    private static readonly Key<string> _fileNote = Keys.Optional("note", Texts.Line, "A note for readers of the file.");

    private static readonly Key<ImmutableArray<Source>> _documents = Keys.Default(
        "sources", new NamedReader<Source>("sources", SourceNames, _source, MaxSources), [], "Documents that the availabilities come from, by a short name.");

    private static readonly Key<ImmutableArray<Draft>> _entries = Keys.Required(
        "entries", new ListReader<Draft>("entries", _entry, MaxEntries, isDistinct: false), [],
        "Availabilities. One for a service and configuration of the built-in catalogue takes its place; others are added.");

    private static readonly MappingReader<ImmutableArray<CatalogueEntry>> _file = new(
        "catalogue", "a catalogue", "Availabilities of services, for nines predict --catalogue.",
        [_schema, _editorSchema, _fileNote, _documents, _entries], BuildFile);

    private sealed record Source(string Name, string Title, string Date, string? Url);

    private sealed record Draft(CatalogueEntry Entry, ImmutableArray<string> Sources, Confidence Confidence, string? Note, SourcePosition Position);

    /// <summary>A catalogue with the entries of a file, or every fault in the file.</summary>
    public static ReadResult<AvailabilityCatalogue> Read(DocumentNode root, AvailabilityCatalogue builtIn, CancellationToken cancellationToken)
    {
        var context = new ReadingContext(cancellationToken);
        bool isRead = _file.TryRead(root, context, out ImmutableArray<CatalogueEntry> entries);
        return isRead && !context.HasFaults ? ReadResult.Of(builtIn.With(entries)) : ReadResult.Failed<AvailabilityCatalogue>(context.Diagnostics);
    }

    /// <summary>The complete schema as text, draft 2020-12, ending in a newline.</summary>
    public static string WriteSchema()
    {
        var definitions = new SchemaDefinitions();
        JsonObject root = _file.DescribeInline(definitions);
        return definitions.Write("urn:nines:schemas:catalogue:1", root);
    }

    private static ScalarReader<string> Named(string expected, string pattern) => Texts.Matching($"{expected} such as sqldb, in lower-case letters, digits and dashes", pattern, 60);

    private static Draft Build(Fields fields)
    {
        string service = fields.Get(_service), configuration = fields.Get(_configuration);
        double? availability = fields.Maybe(_availability), assumed = fields.Maybe(_assumed);
        if (fields.Has(_availability) == fields.Has(_assumed))
        {
            fields.Context.Report(
                fields.Position,
                fields.Has(_assumed) ? "An entry has a commitment or an assumption, not both." : "Nothing says how available this entry is.",
                fields.Has(_assumed) ? "Remove availability or assumedAvailability." : "Give availability, or assumedAvailability where the vendor commits to nothing.");
        }

        var entry = new CatalogueEntry(
            service, configuration, fields.Find(_description) ?? $"{service}/{configuration}", availability, assumed, fields.Get(_meanDownTime),
            new Provenance(availability is null ? ProvenanceKind.Assumption : ProvenanceKind.Catalogue, fields.Position.ToString()))
        {
            IsZoneRedundant = fields.Get(_zoneRedundant),
            Data = fields.Find(_data),
        };
        return new Draft(entry, fields.Get(_sources), fields.Get(_confidence), fields.Find(_note), fields.Position);
    }

    private static ImmutableArray<CatalogueEntry> BuildFile(Fields fields)
    {
        _ = fields.Find(_schema);
        _ = fields.Find(_editorSchema);
        _ = fields.Find(_fileNote);
        Dictionary<string, Source> sources = fields.Get(_documents).ToDictionary(source => source.Name, StringComparer.Ordinal);
        var first = new Dictionary<string, Draft>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<CatalogueEntry>();
        foreach (Draft draft in fields.Get(_entries))
        {
            foreach (string unknown in draft.Sources.Where(name => !sources.ContainsKey(name)))
            {
                fields.Context.ReportUnknown(draft.Position, $"There is no source '{unknown}' under sources.", unknown, sources.Keys);
            }

            if (draft.Entry.Service.Length > 0 && draft.Entry.Configuration.Length > 0 && !first.TryAdd(draft.Entry.Name, draft))
            {
                fields.Context.Report(
                    draft.Position, $"'{draft.Entry.Name}' is duplicated; it is at line {first[draft.Entry.Name].Position.Line} too.", "Remove one of them.");
                continue;
            }

            entries.Add(draft.Entry with { Source = ProvenanceOf(draft, [.. draft.Sources.Where(sources.ContainsKey).Select(name => sources[name])]) });
        }

        return entries.ToImmutable();
    }

    private static Provenance ProvenanceOf(Draft draft, Source[] sources)
    {
        string where = sources.Length == 0 ? draft.Position.ToString() : string.Join("; ", sources.Select(source => source.Title));
        bool isCommitment = draft.Entry.Unavailability is not null;
        return new Provenance(
            draft.Entry.Source.Kind,
            isCommitment ? $"SLA, {draft.Entry.Description} ({where})" : $"assumed, {draft.Entry.Description}: {draft.Note ?? "no SLA is published"}",
            sources.FirstOrDefault()?.Date,
            sources.FirstOrDefault()?.Url,
            isCommitment ? draft.Confidence : Confidence.Low);
    }
}
