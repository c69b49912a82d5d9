using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Guard.Serving;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard cache</c>: what the replicas' caches hold, and whether they share it.</summary>
internal static class CacheCommand
{
    private const int ShownWindows = 5;

    public static Command Create(CommandHost host)
    {
        var replicas = new ReplicaOptions();
        var json = new Option<bool>("--json") { Description = "Print JSON: a list with the state of each replica." };
        var command = new Command("cache", "Show the cache of each replica: topology, hit ratio, degraded windows, age of the oldest entry.") { json };
        replicas.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ImmutableArray<ReplicaAnswer> answers = await replicas.AskAsync(parsed, HttpMethod.Get, CacheEndpoints.StatePath, cancellation);
            (string Address, CacheReport Report)[] reports =
            [
                .. answers.Where(answer => answer.Status == 200)
                    .Select(answer => (answer.Address, JsonSerializer.Deserialize(answer.Body, AdministrationJson.Default.CacheReport)!)),
            ];
            ImmutableArray<string> notes =
            [
                .. answers.Where(answer => answer.Status != 200)
                    .Select(answer => $"nines: {answer.Address} {answer.Why ?? $"answered with {answer.Status}"}."),
            ];
            string output = parsed.GetValue(json)
                ? JsonSerializer.Serialize([.. reports.Select(pair => pair.Report)], AdministrationJson.Default.ImmutableArrayCacheReport) + "\n"
                : Text(reports);
            return host.Print(new CommandOutcome(notes.IsEmpty ? ExitCode.Met : ExitCode.Missed, output, notes));
        });
        return command;
    }

    private static string Text((string Address, CacheReport Report)[] reports)
    {
        var text = new StringBuilder();
        foreach ((string address, CacheReport report) in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"{report.Replica} ({address})\n");
            Line("store", $"{report.Store}, {(report.Shared ? "shared" : report.Store == "memory" ? "of this replica alone" : "DEGRADED: this replica shares nothing now")}, epoch {report.Epoch}");
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
                Line("not believed", string.Join(", ", report.Rejected.Where(pair => pair.Value > 0).Select(pair => $"{pair.Value} {pair.Key}")));
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
