using System.Globalization;
using System.Text.Json.Serialization;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Formats;

namespace Nines.Cli.Verbs.Place;

/// <summary>
/// The answer of <c>nines place -o json</c>: every trial, and the statistics of all trials. The keys are a contract, described by
/// <c>schemas/place.schema.json</c>.
/// </summary>
/// <param name="Seed">Seed of the first trial, as text: many JSON readers lose digits of integers above 2^53.</param>
internal sealed record PlaceDocument(
    string Schema,
    ToolStamp Tool,
    DateTimeOffset Time,
    InputSource Source,
    int Trials,
    string Seed,
    IReadOnlyList<PlaceLevelItem> DomainKinds,
    IReadOnlyList<PlacementItem> Workloads);

/// <param name="Key">Name of the kind of failure domain.</param>
/// <param name="Label">Node label that a topology spread constraint can use; null for none.</param>
/// <param name="Domains">Number of failure domains.</param>
internal sealed record PlaceLevelItem(string Key, string? Label, int Domains);

internal sealed record PlacementItem(
    string Kind,
    string Namespace,
    string Name,
    int Pods,
    RequirementItem Requirement,
    bool ReplacesPresent,
    IReadOnlyList<LevelOutcomeItem> Losses,
    IReadOnlyList<PendingItem> Pending,
    IReadOnlyList<TrialItem> Trials);

/// <param name="DomainKind">Kind of the failure domain that is lost.</param>
/// <param name="DomainsUsed">Number of trials by number of failure domains with a pod.</param>
/// <param name="PodsLeft">Number of trials by number of pods that the worst loss leaves.</param>
internal sealed record LevelOutcomeItem(
    string DomainKind, IReadOnlyDictionary<int, int> DomainsUsed, IReadOnlyDictionary<int, int> PodsLeft, ShareItem BelowRequirement);

internal sealed record ShareItem(double Share, double Lower, double Upper);

internal sealed record PendingItem(string Message, int Trials);

/// <param name="Pods">Number of pods by failure domain, for each kind; the empty name is for nodes without a known one.</param>
internal sealed record TrialItem(string Seed, int Pending, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Pods);

[JsonSerializable(typeof(PlaceDocument))]
internal sealed partial class PlaceJsonContext : JsonSerializerContext;

/// <summary>Converts a placement study to its JSON document.</summary>
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
            Number(report.Options.Seed),
            [.. report.Domains.Levels.Select(level => new PlaceLevelItem(level.Key, level.SpreadLabel, report.Domains.Of(level).Length))],
            [.. report.Workloads.Select(Placement)]),
        s_context.PlaceDocument);

    private static PlacementItem Placement(WorkloadPlacement placement) => new(
        placement.Workload.Name.Kind,
        placement.Workload.Name.Namespace,
        placement.Workload.Name.Name,
        placement.Pods,
        RequirementItem.Create(placement.Requirement),
        placement.Replaces,
        [
            .. placement.Levels.Select(level => new LevelOutcomeItem(
                level.Level.Key, level.DomainsUsed.Counts, level.Left.Counts, new ShareItem(level.Exposed.Value, level.Exposed.Lower, level.Exposed.Upper))),
        ],
        [.. placement.Unplaced.Select(reason => new PendingItem(reason.Message, reason.Trials))],
        [.. placement.Trials.Select(Trial)]);

    private static TrialItem Trial(PlaceTrial trial) => new(
        Number(trial.Seed), trial.Unplaced, trial.Levels.ToDictionary(level => level.Level.Key, Pods, StringComparer.Ordinal));

    private static string Number(ulong seed) => seed.ToString(CultureInfo.InvariantCulture);

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
