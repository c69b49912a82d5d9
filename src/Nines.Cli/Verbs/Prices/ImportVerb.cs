using System.Collections.Immutable;
using System.CommandLine;
using Nines.Azure.Catalogue;
using Nines.Azure.Prices;
using Nines.Cli.Frame;
using Nines.Text;

namespace Nines.Cli.Verbs.Prices;

/// <summary>Request of <c>nines prices import</c>.</summary>
/// <param name="Files">Answers of the Retail Prices API; <c>-</c> for standard input.</param>
/// <param name="OutputFile">Path of the file of prices; null for standard output.</param>
internal sealed record ImportRequest(ImmutableArray<string> Files, string? OutputFile) : IFileRequest
{
    public IEnumerable<string> Inputs => Files;
}

/// <summary><c>nines prices import FILE...</c>: takes prices from answers of the Retail Prices API.</summary>
internal sealed class ImportVerb : Verb<ImportRequest>
{
    private const int MaxFiles = 10_000;
    private const int MaxReasons = 12;
    private const int MaxMeters = 8;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Answers of the Retail Prices API: an answer, an array of answers, an array of rows, or one of them a line; - reads standard input.",
        Arity = new ArgumentArity(1, MaxFiles),
    };

    private readonly Option<string?> _outputFile = new("--output-file") { Description = "Write the prices to this file instead of standard output.", HelpName = "PATH" };

    public ImportVerb()
        : base("import", "Take list prices from answers of the Retail Prices API, and write a file for --prices.")
    {
        Examples = ["prices import examples/prices/answer.json --output-file prices.csv", "prices import examples/prices/answer.json"];
        Add(_files);
        Add(_outputFile);
        RefuseUnknownOptions(_files);
    }

    protected override string Undone => "nothing was imported.";

    protected override string Activity => "importing";

    protected override ImportRequest Parse(ParseResult parsed) => new([.. parsed.GetValue(_files) ?? []], parsed.GetValue(_outputFile));

    protected override Task<VerbResult> RunAsync(ImportRequest request, CancellationToken cancellation)
    {
        var import = new PriceImport(Host.Time);
        var unreadable = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (string name in request.Files)
        {
            ReadResult<Stream> file = Open(name);
            unreadable.AddRange(file.Diagnostics);
            using Stream? stream = file.Value;
            if (stream is not null)
            {
                import.Read(stream, name, cancellation);
            }
        }

        ReadResult<PriceImportResult> result = import.ToResult();
        return Task.FromResult(unreadable.Count > 0 || !result.IsValid
            ? VerbResult.BadInput(unreadable.Count > 0 ? unreadable.ToImmutable() : result.Diagnostics, Undone)
            : new VerbResult(ExitCode.Met, PriceFile.Write(result.Value.Prices, import.Today), [.. Notes(result.Value, request.Files.Length)])
            {
                OutputFile = request.OutputFile,
            });
    }

    private ReadResult<Stream> Open(string name)
    {
        var here = new SourcePosition(name, 0, 0);
        try
        {
            return name != "-" && Directory.Exists(name)
                ? ReadResult.Failed<Stream>(new Diagnostic(here, "is a folder; expected a file.", "Name the files in it."))
                : ReadResult.Of(name == "-" ? Host.In() : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ReadResult.Failed<Stream>(new Diagnostic(here, $"cannot be read: {FileErrors.Describe(exception)}"));
        }
    }

    private static IEnumerable<string> Notes(PriceImportResult result, int files)
    {
        int regions = result.Prices.Select(price => price.Region).Distinct().Count();
        yield return $"nines: took {result.Prices.Length:N0} price{(result.Prices.Length == 1 ? "" : "s")} of {regions:N0} region{(regions == 1 ? "" : "s")} or zone{(regions == 1 ? "" : "s")}, from {result.Rows:N0} rows of {files:N0} file{(files == 1 ? "" : "s")}.";
        foreach ((string reason, int rows) in result.Ignored.Take(MaxReasons))
        {
            yield return $"nines: ignored {rows:N0} row{(rows == 1 ? "" : "s")}: {reason}.";
        }

        foreach (string page in result.Pages)
        {
            yield return $"nines: an answer has a next page; import it too, unless it is among the files: {Sanitizer.Clean(page)}";
        }

        foreach ((string region, ImmutableArray<string> meters) in result.Missing)
        {
            yield return $"nines: {region} still has no price of {string.Join(", ", meters.Take(MaxMeters))}{(meters.Length > MaxMeters ? $" and {meters.Length - MaxMeters:N0} more meters" : "")}.";
        }
    }
}
