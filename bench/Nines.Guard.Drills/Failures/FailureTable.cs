using System.Globalization;
using System.Text;

namespace Nines.Guard.Drills.Failures;

/// <summary>The table as Markdown.</summary>
internal static class FailureTable
{
    public const string Command = "dotnet run -c Release --project bench/Nines.Guard.Drills -- failures";

    public static string Head { get; } = $"""
        | what goes wrong | `--only` | lasts s | reviews | wrong decisions | failed, asked once | failed, retried like kube-apiserver | p99 before ms | p99 during ms | worst gap s | normal after s |
        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """;

    private const string Begin = "<!-- failures: written by bench/Nines.Guard.Drills -->";
    private const string End = "<!-- end of failures -->";

    /// <summary>A page with the table between its marks replaced.</summary>
    /// <exception cref="ArgumentException">The page has no marks.</exception>
    public static string Insert(string page, IEnumerable<string> lines)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{page[..(begin + Begin.Length)]}\n\n{string.Join('\n', lines)}\n\n{page[end..]}"
            : throw new ArgumentException($"the page has no '{Begin}' before an '{End}'", nameof(page));
    }

    /// <summary>The lines of the table of a page.</summary>
    public static string[] Lines(string page) => [.. page.Split('\n').SkipWhile(line => !line.StartsWith("| what goes wrong", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|'))];

    public static string Line(FailureFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {figures.Row.What} | `{figures.Row.Name}` | {figures.Lasted.TotalSeconds:0.0} | {figures.Reviews} | {figures.Wrong} | {figures.Once.Failed} of {figures.Once.Sent} | {figures.Again.Failed} of {figures.Again.Sent} "
        + $"| {figures.Usual.TotalMilliseconds:0} | {figures.During.TotalMilliseconds:0} | {figures.Gap.TotalSeconds:0.0} | {(figures.Normal is { } normal ? $"{normal.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)}" : "at once")} |");

    /// <param name="load">Load of the machine by other programs.</param>
    public static string Page(IReadOnlyCollection<FailureFigures> rows, string load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What failures do to reviews

                {Command}                          every row, and this page
                {Command} --only primary-killed    one row, printed

            Each row is a site of its own on this machine: three `nines guard serve`, three Redis servers, three Sentinels (down-after 5 s), a
            stand-in for Azure that takes {FailureRun.AzureTakes.TotalMilliseconds:0} ms and changes its mind now and then, and a fault proxy on every way between them. {FailureRun.CallersEach} callers that ask
            once and {FailureRun.CallersEach} that ask again like kube-apiserver (5 attempts from 500 ms, after a lost connection, 500, 504 and 429) each send {FailureRun.PerSecond} reviews a
            second at even intervals, answered or not, over one HTTP/2 connection and mutual TLS through a balancer of packets. They ask
            {FailureRun.Questions} questions whose answers are good for {FailureRun.TimeToLive.TotalSeconds:0} s, so that about one review in six is not cached: with the five minutes of Azure it
            would be far fewer, and far fewer would fail where Azure does.

            *Wrong* is every decision over the whole run that Azure did not make for that question, or that was served after its time or after
            a purge. *Failed* is every review without a decision, from when the fault began. *p99 during* is of good answers to callers that
            ask once, until all is normal; *worst gap* is the longest that one of these callers was without a good answer (with nothing wrong:
            two intervals and what is slow); *normal after* counts from the beginning of the fault to the end of the last review that failed
            or took longer than 100 ms and five times the usual p99.

            {load}

            {Head}

            """);
        foreach (FailureFigures row in rows)
        {
            text.Append(Line(row)).Append('\n');
        }

        text.Append("\nHow reviews failed, both kinds of callers together:\n\n");
        foreach (FailureFigures row in rows.Where(row => row.Failures.Length > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{row.Row.Name}`: {row.Failures}\n");
        }

        return text.ToString();
    }
}
