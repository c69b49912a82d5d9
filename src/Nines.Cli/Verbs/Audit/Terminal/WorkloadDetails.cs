using System.Collections.Immutable;
using Nines.Audits.Losses;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;
using Spectre.Console;

namespace Nines.Cli.Verbs.Audit.Terminal;

// Spectre.Console has a ReportParts too, and Nines.Text would win over a using above the namespace.
using Text = Spectre.Console.Text;

/// <summary>Details of one workload: the loss of every failure domain, and the expected downtime.</summary>
internal static class WorkloadDetails
{
    private const int MaxDomains = 12;

    public static void Write(WorkloadAudit audit, IAnsiConsole console)
    {
        ReportParts.Heading(console, AuditPhrases.Name(audit.Workload.Name), AuditPhrases.Requirement(audit));
        if (audit.Requirement is not { } need || audit.Losses.IsEmpty)
        {
            ReportParts.Paragraph(console, "No minimum number of pods applies to this workload, so no loss is evaluated.");
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
            foreach ((int index, DomainLoss domain) in loss.Losses.Index().Take(MaxDomains))
            {
                bool isShort = domain.Left < need;
                table.AddRow(
                    new Text(index == 0 ? Sanitizer.Clean(loss.Level.Title, 60) : ""),
                    new Text(Sanitizer.Clean(domain.Domain.Label, 80)),
                    new Text(domain.Lost.ToString("N0")),
                    new Text(domain.Left.ToString("N0"), isShort ? ReportParts.Bad : Style.Plain),
                    new Text(isShort ? loss.CanBeClosed ? $"below {need:N0}" : $"below {need:N0}, unavoidable here" : ""));
            }

            if (loss.Losses.Length > MaxDomains)
            {
                table.AddRow(new Text(""), new Text($"and {loss.Losses.Length - MaxDomains:N0} more"), new Text(""), new Text(""), new Text(""));
            }

            if (loss.UnknownPods > 0)
            {
                table.AddRow(new Text(loss.Losses.IsEmpty ? Sanitizer.Clean(loss.Level.Title, 60) : ""), new Text("unknown"), new Text(""), new Text(loss.UnknownPods.ToString("N0")), new Text("domain unknown, not counted"));
            }
        }

        ReportParts.Write(console, table);
    }

    private static void WritePairs(ImmutableArray<LevelLoss> losses, int need, IAnsiConsole console)
    {
        // With only two domains, the loss of both takes everything, which needs no line.
        foreach (LevelLoss loss in losses.Where(loss => !loss.IsExposed && loss.Losses.Length > 2 && loss.WorstPair is { } pair && pair.Left < need))
        {
            PairLoss pair = loss.WorstPair!;
            ReportParts.Paragraph(console, $"Losing {Sanitizer.Clean(pair.First.Label, 80)} and {Sanitizer.Clean(pair.Second.Label, 80)} together takes {AuditPhrases.Count(pair.Lost, "pod")} and leaves {pair.Left:N0}.");
        }
    }

    private static void WriteDowntime(ExpectedDowntime downtime, IAnsiConsole console)
    {
        string objective = downtime.MeetsObjective switch
        {
            true => "; meets its objective",
            false => "; misses its objective",
            null => "",
        };
        (string least, string most) = downtime.Unavailability.IsExact ? ("", "") : ("at least ", "at most ");
        ReportParts.Paragraph(console, $"Expected availability: {least}{Figures.Availability(downtime.Unavailability.Value)}, {most}{Figures.Duration(downtime.SecondsPerYear)} per year below the requirement{objective}.");
        if (!downtime.Causes.IsEmpty)
        {
            ReportParts.Paragraph(console, "Downtime per year by cause, avoided if the cause never occurred: "
                + string.Join(", ", downtime.Causes.Take(8).Select(cause => $"{Sanitizer.Clean(cause.Key, 60).Replace('-', ' ')} {Figures.Duration(cause.SecondsPerYear)}")) + ".", ReportParts.Dim);
        }
    }
}
