using System.Collections.Immutable;
using System.Text;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Environments.Costs;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Diff;

/// <summary>A comparison as Markdown for a comment on a pull request, within the size limit of a comment.</summary>
internal static class DiffMarkdown
{
    // GitHub accepts 65,536 characters in a comment; the rest is for the last rows and the notes.
    private const int MaxCharacters = 55_000;
    private const int MaxCauses = 8;
    private const int MaxRows = 60;

    public static string Render(DiffAnswer answer)
    {
        var text = new StringBuilder();
        text.Append($"## nines diff: {Escape(answer.Before.System.Name)} to {Escape(answer.After.System.Name)}\n\n");
        text.Append($"{Escape(answer.Before.File)} to {Escape(answer.After.File)}. {Escape(DiffPhrases.Summary(answer))}\n");
        WriteJourneys(answer, text);
        WriteList("Losses with another outcome", [.. answer.Diff.Losses.Select(DiffPhrases.Loss)], text);
        foreach (JourneyDiff journey in answer.Changed)
        {
            WriteCauses(journey, text);
        }

        WriteCost(answer, text);
        return text.ToString();
    }

    private static void WriteJourneys(DiffAnswer answer, StringBuilder text)
    {
        if (answer.Changed.IsEmpty)
        {
            text.Append("\nThe availability of every journey stays the same.\n");
            return;
        }

        text.Append("\n### Availability\n\n| Journey | Before | After | Down a year before | After | Change | Objective |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
        foreach (JourneyDiff journey in answer.Changed.Take(MaxRows))
        {
            text.Append($"| {Escape(journey.Any.Title)} | {DiffPhrases.Availability(journey.Before)} | {DiffPhrases.Availability(journey.After)} ")
                .Append($"| {DiffPhrases.Downtime(journey.Before)} | {DiffPhrases.Downtime(journey.After)} | {DiffPhrases.Change(journey)} | {DiffPhrases.Objective(journey)} |\n");
        }

        WriteRest(answer.Changed.Length, text);
        int same = answer.Diff.Journeys.Length - answer.Changed.Length;
        text.Append(same == 0 ? "" : $"\n{same} other journey{(same == 1 ? " stays" : "s stay")} the same.\n");
    }

    private static void WriteCauses(JourneyDiff journey, StringBuilder text)
    {
        if ((journey.Causes.IsEmpty && journey.Gained.IsEmpty && journey.Lost.IsEmpty) || text.Length > MaxCharacters)
        {
            return;
        }

        text.Append($"\n<details><summary>{Escape(journey.Any.Title)}: causes</summary>\n");
        WriteLine("New single points of failure", journey.Gained, text);
        WriteLine("No longer single points of failure", journey.Lost, text);
        if (!journey.Causes.IsEmpty)
        {
            text.Append("\n| Cause | Down a year before | After | Change |\n| --- | ---: | ---: | ---: |\n");
            foreach (CauseChange cause in journey.Causes.Take(MaxCauses))
            {
                text.Append($"| {Escape(cause.Cause)} | {Figures.DowntimePerYear(cause.Before)} | {Figures.DowntimePerYear(cause.After)} | {Figures.Difference(cause.Before, cause.After)} |\n");
            }
        }

        text.Append(journey.Causes.Length > MaxCauses ? $"\nAnd {journey.Causes.Length - MaxCauses} causes that change less.\n" : "").Append("\n</details>\n");
    }

    private static void WriteCost(DiffAnswer answer, StringBuilder text)
    {
        text.Append($"\n### Cost\n\n{Escape(CostPhrases.Basis(answer.BillAfter.CatalogueDate))} ")
            .Append($"Before: {Escape(CostPhrases.Total(answer.BillBefore))}. After: {Escape(CostPhrases.Total(answer.BillAfter))}.\n");
        if (!answer.Cost.Lines.IsEmpty)
        {
            text.Append("\n| Item | Before | After | Change |\n| --- | ---: | ---: | ---: |\n");
            foreach (BillLineChange line in answer.Cost.Lines.Take(MaxRows).TakeWhile(_ => text.Length < MaxCharacters))
            {
                text.Append($"| {Escape(line.Item)} | {CostPhrases.Amount(line.Before)} | {CostPhrases.Amount(line.After)} | {CostPhrases.Difference(line.After - line.Before)} |\n");
            }

            text.Append($"| **Total** |  |  | **{CostPhrases.Difference(answer.Cost.Monthly)}** |\n");
            WriteRest(answer.Cost.Lines.Length, text);
        }

        WriteList("Prices not known", answer.Cost.Unknown, text);
    }

    private static void WriteRest(int count, StringBuilder text) => text.Append(count > MaxRows ? $"\nAnd {count - MaxRows} more; -o json has all of them.\n" : "");

    private static void WriteLine(string title, ImmutableArray<string> items, StringBuilder text) =>
        text.Append(items.IsEmpty ? "" : $"\n{title}: {string.Join(", ", items.Take(MaxRows).Select(Escape))}.\n");

    private static void WriteList(string title, ImmutableArray<string> items, StringBuilder text)
    {
        if (items.IsEmpty)
        {
            return;
        }

        text.Append($"\n### {title}\n\n");
        foreach (string item in items.Take(MaxRows).TakeWhile(_ => text.Length < MaxCharacters))
        {
            text.Append($"- {Escape(item)}\n");
        }

        WriteRest(items.Length, text);
    }

    private static string Escape(string text) => MarkdownText.Escape(text);
}
