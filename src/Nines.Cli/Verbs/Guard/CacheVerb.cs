using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Serving;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Output formats of <c>nines guard cache</c>.</summary>
internal enum CacheFormat
{
    Text,
    Json,
}

/// <summary><c>nines guard cache</c>: state of the caches of the replicas.</summary>
internal sealed class CacheVerb : Verb<CacheRequest>
{
    private const int ShownWindows = 5;

    private readonly ReplicaOptions _replicas = new();
    private readonly OutputOptions<CacheFormat> _output = new();

    public CacheVerb()
        : base("cache", "Show the cache of each replica: topology, hit ratio, degraded windows, age of the oldest entry.")
    {
        Examples = ["guard cache --server https://nines-guard.example.org:9443 --ca ca.crt --certificate client.crt --key client.key"];
        _output.AddTo(this);
        _replicas.AddTo(this);
    }

    protected override string Undone => "nothing is shown.";

    protected override CacheRequest Parse(ParseResult parsed) => new(_replicas.Read(parsed), _output.Read(parsed));

    protected override async Task<VerbResult> RunAsync(CacheRequest request, CancellationToken cancellation)
    {
        ImmutableArray<ReplicaAnswer> answers = await ReplicaClient.AskAsync(request.Replicas, HttpMethod.Get, CacheEndpoints.StatePath, cancellation);
        (string Address, CacheReport Report)[] reports =
        [
            .. answers.Where(answer => answer.Status == 200)
                .Select(answer => (answer.Address, JsonSerializer.Deserialize(answer.Body, AdministrationJson.Default.CacheReport)!)),
        ];
        ImmutableArray<string> errors =
        [
            .. answers.Where(answer => answer.Status != 200)
                .Select(answer => $"nines: {answer.Address} {answer.Why ?? $"answered with {answer.Status}"}."),
        ];
        string output = request.Output.Format == CacheFormat.Json
            ? CacheDocument.Render(reports.Select(pair => pair.Report), OutputStamp.Create(Host, InputSource.FromServers(request.Replicas.Servers)))
            : Text(reports);
        return new VerbResult(errors.IsEmpty ? ExitCode.Met : ExitCode.Missed, output, []) { Errors = errors, OutputFile = request.Output.File };
    }

    private static string Text((string Address, CacheReport Report)[] reports)
    {
        var text = new StringBuilder();
        foreach ((string address, CacheReport report) in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"{report.Replica} ({address})\n");
            Line("store", $"{report.Store}, {(report.Shared ? "shared" : report.Store == "memory" ? "not shared" : "DEGRADED: this replica shares nothing now")}, epoch {report.Epoch}");
            foreach (Nines.Guard.Cache.StoreServer server in report.Servers)
            {
                Line("", $"{server.Address}  {server.Role}{(server.Reachable ? "" : ", not reachable")}");
            }

            Line("near copies", $"{report.Entries}, {report.Bytes / 1024.0:0.#} KiB, the oldest asked {(report.OldestSeconds is { } age ? $"{age:0.0} s ago" : "never")}");
            Line("hit ratio", report.HitRatio is { } ratio
                ? string.Create(CultureInfo.InvariantCulture, $"{ratio:P1} of {report.NearHits + report.SharedHits + report.Misses} lookups ({report.NearHits} near, {report.SharedHits} shared, {report.Misses} misses)")
                : "no lookups yet");
            Line("asked Azure", $"{report.Asked} times; {report.Joined} questions shared the answer of another");
            if (report.Rejected.Values.Sum() > 0)
            {
                Line("rejected", string.Join(", ", report.Rejected.Where(pair => pair.Value > 0).Select(pair => $"{pair.Value} {pair.Key}")));
            }

            Line("degraded", report.DegradedWindows == 0 ? "never" : $"{report.DegradedWindows} windows");
            foreach (Nines.Guard.Cache.DegradedWindow window in report.Degraded.TakeLast(ShownWindows))
            {
                Line("", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{window.From.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z for {(window.To is { } to ? $"{(to - window.From).TotalSeconds:0.0} s" : "as long as it lasts")}: {window.Why}"));
            }

            void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-13}{value}\n");
        }

        return text.ToString();
    }
}

/// <summary>Request of <c>nines guard cache</c>.</summary>
internal sealed record CacheRequest(ReplicaSelection Replicas, OutputTarget<CacheFormat> Output);

/// <summary>
/// The answer of <c>nines guard cache -o json</c>. The keys are a contract, described by <c>schemas/guard-cache.schema.json</c>: new keys may
/// be added under the same version, and none changes its meaning.
/// </summary>
/// <param name="Replicas">Replicas that answered.</param>
internal sealed record CacheDocument(string Schema, ToolStamp Tool, DateTimeOffset Time, InputSource Source, IReadOnlyList<CacheReport> Replicas)
{
    public const string SchemaName = "nines.guard.cache/v1";

    private static readonly CacheJsonContext s_context = new(JsonOutput.CreateOptions(indent: 2));

    public static string Render(IEnumerable<CacheReport> replicas, OutputStamp stamp) =>
        JsonOutput.Write(new CacheDocument(SchemaName, stamp.Tool, stamp.Time, stamp.Source, [.. replicas]), s_context.CacheDocument);
}

[JsonSerializable(typeof(CacheDocument))]
internal sealed partial class CacheJsonContext : JsonSerializerContext;
