using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;
using Spectre.Console;

namespace Nines.Cli.Verbs.Audit.Terminal;

// Spectre.Console has a ReportParts too, and Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>One workload in full: what every domain takes from it, and how long it is expected to be down.</summary>
internal static class WorkloadDetails
{
    private const int MostDomains = 12;

    public static void Write(WorkloadAudit audit, IAnsiConsole console)
    {
        ReportParts.Heading(console, AuditWords.Name(audit.Workload.Name), AuditWords.Requirement(audit));
        if (audit.Requirement is not { } need || audit.Losses.IsEmpty)
        {
            ReportParts.Paragraph(console, "It is not judged by the number of its pods.");
            return;
        }

        WriteLosses(audit.Losses, need.Pods, console);
        WritePairs(audit.Losses, need.Pods, console);
        if (audit.Downtime is { } downtime)
        {
            WriteDowntime(downtime, console);
        }
    }

    private static void WriteLosses(ImmutableArray<LevelLoss> losses, int need, IAnsiConsole console)
    {
        Table table = ReportParts.Table(("Kind of domain", Justify.Left), ("Domain", Justify.Left), ("Lost", Justify.Right), ("Left", Justify.Right), ("", Justify.Left));
        table.Columns[1].NoWrap = false;
        foreach (LevelLoss loss in losses)
        {
            foreach ((int index, DomainLoss domain) in loss.Losses.Index().Take(MostDomains))
            {
                bool isShort = domain.Left < need;
                table.AddRow(
                    new Text(index == 0 ? Sanitizer.Clean(loss.Level.Title, 60) : ""),
                    new Text(Sanitizer.Clean(domain.Domain.Label, 80)),
                    new Text(domain.Lost.ToString("N0")),
                    new Text(domain.Left.ToString("N0"), isShort ? ReportParts.Bad : Style.Plain),
                    new Text(isShort ? loss.CanBeClosed ? $"below {need:N0}" : $"below {need:N0}, and no better here" : ""));
            }

            if (loss.Losses.Length > MostDomains)
            {
                table.AddRow(new Text(""), new Text($"and {loss.Losses.Length - MostDomains:N0} more"), new Text(""), new Text(""), new Text(""));
            }

            if (loss.UnknownPods > 0)
            {
                table.AddRow(new Text(loss.Losses.IsEmpty ? Sanitizer.Clean(loss.Level.Title, 60) : ""), new Text("unknown"), new Text(""), new Text(loss.UnknownPods.ToString("N0")), new Text("not counted as shared"));
            }
        }

        ReportParts.Write(console, table);
    }

    private static void WritePairs(ImmutableArray<LevelLoss> losses, int need, IAnsiConsole console)
    {
        // That two domains take all, when all is in two, is plain to see above.
        foreach (LevelLoss loss in losses.Where(loss => !loss.IsExposed && loss.Losses.Length > 2 && loss.WorstPair is { } pair && pair.Left < need))
        {
            PairLoss pair = loss.WorstPair!;
            ReportParts.Paragraph(console, $"{Sanitizer.Clean(pair.First.Label, 80)} and {Sanitizer.Clean(pair.Second.Label, 80)} together take {pair.Lost:N0}; {pair.Left:N0} would be left.");
        }
    }

    private static void WriteDowntime(ExpectedDowntime downtime, IAnsiConsole console)
    {
        string objective = downtime.MeetsObjective switch
        {
            true => "; it meets its objective",
            false => "; it misses its objective",
            null => "",
        };
        string bound = downtime.Unavailability.IsExact ? "" : " at most, as far as could be worked out in time";
        ReportParts.Paragraph(console, $"Expected: {Figures.Availability(downtime.Unavailability.Value)} available, {Figures.Duration(downtime.SecondsPerYear)} a year below what it needs{bound}{objective}.");
        if (!downtime.Causes.IsEmpty)
        {
            ReportParts.Paragraph(console, "Saved a year if these never failed: "
                + string.Join(", ", downtime.Causes.Take(8).Select(cause => $"{Sanitizer.Clean(cause.Key, 60).Replace('-', ' ')} {Figures.Duration(cause.SecondsPerYear)}")) + ".", ReportParts.Dim);
        }
    }
}
