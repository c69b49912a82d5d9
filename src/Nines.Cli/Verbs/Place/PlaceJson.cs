using System.Text.Json.Serialization;
using Nines.Audits.Losses;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Place;

/// <summary>The answer of <c>nines place -o json</c>: every trial, and all trials together.</summary>
/// <param name="Seed">Of the first trial.</param>
internal sealed record PlaceDocument(
    string Schema,
    ToolStamp Tool,
    DateTimeOffset Time,
    InputSource Source,
    int Trials,
    ulong Seed,
    IReadOnlyList<PlaceLevelItem> Axes,
    IReadOnlyList<PlacementItem> Workloads);

internal sealed record PlaceLevelItem(string Key, string? Label, int Domains);

internal sealed record PlacementItem(
    string Kind,
    string Namespace,
    string Name,
    int Pods,
    int Need,
    string NeedReason,
    bool ReplacesPresent,
    IReadOnlyList<LevelOutcomeItem> Axes,
    IReadOnlyList<PendingItem> Pending,
    IReadOnlyList<TrialItem> Trials);

/// <param name="DomainsUsed">Number of trials by number of domains.</param>
/// <param name="PodsLeft">Number of trials by number of pods that the worst loss leaves.</param>
internal sealed record LevelOutcomeItem(
    string Key, IReadOnlyDictionary<int, int> DomainsUsed, IReadOnlyDictionary<int, int> PodsLeft, ShareItem FewerThanNeeded);

internal sealed record ShareItem(double Share, double Lower, double Upper);

internal sealed record PendingItem(string Message, int Trials);

/// <param name="Axes">Pods by domain, for each kind of domain; the empty name is for nodes whose domain is unknown.</param>
internal sealed record TrialItem(ulong Seed, int Pending, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Axes);

[JsonSerializable(typeof(PlaceDocument))]
internal sealed partial class PlaceJsonContext : JsonSerializerContext;

/// <summary>Turns a study of placements into the document for scripts.</summary>
internal static class PlaceJson
{
    private const string Schema = "nines.place/v1";

    private static readonly PlaceJsonContext s_context = new(JsonOutput.CreateOptions(indent: 2));

    public static string Render(PlaceReport report, OutputStamp stamp) => JsonOutput.Write(
        new PlaceDocument(
            Schema,
            stamp.Tool,
            stamp.Time,
            stamp.Source,
            report.Options.Trials,
            report.Options.Seed,
            [.. report.Domains.Levels.Select(level => new PlaceLevelItem(level.Key, level.SpreadLabel, report.Domains.Of(level).Length))],
            [.. report.Workloads.Select(Placement)]),
        s_context.PlaceDocument);

    private static PlacementItem Placement(WorkloadPlacement placement) => new(
        placement.Workload.Name.Kind,
        placement.Workload.Name.Namespace,
        placement.Workload.Name.Name,
        placement.Pods,
        placement.Requirement.Pods,
        placement.Requirement.Reason,
        placement.Replaces,
        [
            .. placement.Levels.Select(level => new LevelOutcomeItem(
                level.Level.Key, level.DomainsUsed.Counts, level.Left.Counts, new ShareItem(level.Exposed.Value, level.Exposed.Lower, level.Exposed.Upper))),
        ],
        [.. placement.Unplaced.Select(reason => new PendingItem(reason.Message, reason.Trials))],
        [.. placement.Trials.Select(Trial)]);

    private static TrialItem Trial(PlaceTrial trial) => new(
        trial.Seed, trial.Unplaced, trial.Levels.ToDictionary(level => level.Level.Key, Pods, StringComparer.Ordinal));

    private static IReadOnlyDictionary<string, int> Pods(LevelCounts counts)
    {
        var pods = counts.Pods.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        if (counts.Unknown > 0)
        {
            pods.Add("", counts.Unknown);
        }

        return pods;
    }
}
