using System.Globalization;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Fixes;
using Nines.Domains;
using Nines.Text;
using Spectre.Console;

namespace Nines.Cli.Verbs.Place;

// Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>A placement study as text: the first trials one by one, then the statistics of all trials by kind of failure domain.</summary>
/// <param name="console">Receives the text.</param>
/// <param name="shownTrials">Number of trials to show one by one.</param>
internal sealed class PlaceText(IAnsiConsole console, int shownTrials)
{
    // More columns would not be readable.
    private const int MaxColumns = 12;

    public void Write(PlaceReport report)
    {
        foreach (WorkloadPlacement placement in report.Workloads)
        {
            Write(report, placement);
        }

        if (report.Workloads.IsEmpty)
        {
            console.Write(new Text("Nothing was placed.\n"));
        }
    }

    private void Write(PlaceReport report, WorkloadPlacement placement)
    {
        ReportParts.Heading(
            console,
            Sanitizer.Clean(placement.Workload.ToString()),
            string.Create(CultureInfo.InvariantCulture, $"{AuditPhrases.Count(placement.Pods, "pod")}, {placement.Requirement.Pods} required; {report.Options.Trials} trials, seed {report.Options.Seed}"));
        ReportParts.Paragraph(console, Sanitizer.Clean(Sentence(placement)), ReportParts.Dim);
        if (shownTrials > 0)
        {
            ReportParts.Write(console, Trials(report.Domains, placement));
        }

        ReportParts.Write(console, Summary(report.Domains, placement));
        foreach (UnplacedReason reason in placement.Unplaced)
        {
            ReportParts.Paragraph(console, string.Create(CultureInfo.InvariantCulture, $"In {AuditPhrases.Count(reason.Trials, "trial")} a pod stayed Pending: {Sanitizer.Clean(reason.Message)}"), ReportParts.Bad);
        }
    }

    private static string Sentence(WorkloadPlacement placement) =>
        $"Requirement: {placement.Requirement.Reason}." + (placement.Replaces ? " The workload already exists in the cluster; its current pods are replaced." : "");

    private Table Trials(DomainMap map, WorkloadPlacement placement)
    {
        DomainLevel[] levels = [.. map.Levels.Where(level => map.Of(level).Length is > 1 and <= MaxColumns)];
        Table table = ReportParts.Table([("Trial", Justify.Right), .. levels.Select(level => ($"{level.Title} {string.Join(' ', Names(map, level))}", Justify.Left)), ("Pending", Justify.Right)]);
        for (int i = 0; i < Math.Min(shownTrials, placement.Trials.Length); i++)
        {
            PlaceTrial trial = placement.Trials[i];
            table.AddRow(
                [
                    new Text((i + 1).ToString(CultureInfo.InvariantCulture)),
                    .. levels.Select(level => new Text(Row(map, trial.Levels[map.Levels.IndexOf(level)], level))),
                    new Text(trial.Unplaced == 0 ? "-" : trial.Unplaced.ToString(CultureInfo.InvariantCulture), trial.Unplaced == 0 ? Style.Plain : ReportParts.Bad),
                ]);
        }

        return table;
    }

    // Each number is aligned with the first character of the name of its failure domain.
    private static string Row(DomainMap map, LevelCounts counts, DomainLevel level)
    {
        int title = level.Title.Length + 1;
        IEnumerable<string> cells = map.Of(level).Zip(Names(map, level), (domain, name) =>
            counts.Pods.GetValueOrDefault(domain.Domain.Id).ToString(CultureInfo.InvariantCulture).PadRight(name.Length));
        string unknown = counts.Unknown == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" +{counts.Unknown} unknown");
        return new string(' ', title) + string.Join(' ', cells) + unknown;
    }

    private static string[] Names(DomainMap map, DomainLevel level) => [.. map.Of(level).Select(domain => Short(domain.Domain))];

    private static string Short(FailureDomain domain)
    {
        string last = domain.Id[(domain.Id.LastIndexOf('.') + 1)..];
        return Sanitizer.Clean(last, 16);
    }

    private static Table Summary(DomainMap map, WorkloadPlacement placement)
    {
        Table table = ReportParts.Table(
            ("Loss of one", Justify.Left), ("Count", Justify.Right), ("Pods left", Justify.Left), ("Below the requirement", Justify.Left));
        foreach (LevelOutcome outcome in placement.Levels)
        {
            bool isBad = outcome.Exposed.Value > 0;
            table.AddRow(
                new Text(outcome.Level.Title),
                new Text(map.Of(outcome.Level).Length.ToString(CultureInfo.InvariantCulture)),
                new Text(FixPhrases.Values(outcome.Left)),
                new Text(FixPhrases.Share(outcome.Exposed), isBad ? ReportParts.Bad : ReportParts.Good));
        }

        return table;
    }
}
