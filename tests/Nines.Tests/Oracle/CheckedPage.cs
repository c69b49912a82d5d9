using System.Globalization;
using System.Text;
using Nines.Testing;

namespace Nines.Tests.Oracle;

/// <summary>docs/predict-checked.md: what was compared, and every difference.</summary>
internal static class CheckedPage
{
    private static readonly string Path = Repository.File("docs/predict-checked.md");

    private const string TableHead = "| environment | figure | right | nines |\n|---|---|---|---|\n";

    /// <summary>The table of the known cases.</summary>
    private static string CaseTable => TableHead + string.Concat(KnownCase.All.SelectMany(known =>
        known.Values().Select(value => string.Create(CultureInfo.InvariantCulture, $"| {known.Name} | {value.Figure} | {value.Right} | {value.Nines:G3} |\n"))));

    /// <summary>True when the page has the current table of cases; when golden files are to be rewritten, it is written first.</summary>
    public static bool HasCases()
    {
        string page = File.ReadAllText(Path).ReplaceLineEndings("\n"), table = CaseTable;
        if (Golden.IsUpdating)
        {
            page = page[..page.IndexOf(TableHead, StringComparison.Ordinal)] + table;
            File.WriteAllText(Path, page);
        }

        return page.EndsWith(table, StringComparison.Ordinal);
    }

    /// <summary>Rewrites the page, when golden files are to be rewritten.</summary>
    public static void Write(List<(Kind Kind, Comparison[] Comparisons)> all, double depth)
    {
        if (!Golden.IsUpdating)
        {
            return;
        }

        var page = new StringBuilder();
        page.Append(string.Create(CultureInfo.InvariantCulture, $"""
            # How predictions are checked

            The tests contain an oracle: a simulator of environments that shares no code with the model of `nines predict`. It follows regions, zones, nodes,
            pods, components, evictions and failovers in time, one event after the other, as [predict.md](predict.md) describes them (tests/Nines.Tests/Oracle).
            A test creates {all.Sum(entry => entry.Comparisons.Length)} random environments, predicts each, simulates each, and compares the unavailability, the failures an hour, the mean
            down time, and the 0.9 and 0.99 quantiles of the downtime of a month. Failure rates are higher than usual, so that a simulation sees enough outages;
            approximations that neglect simultaneous outages look worse here than with real rates.

            Where nothing else is said, moved pods are back at once when a lost node or zone returns (`rebalance: 0s`), so that a difference has one cause. In the
            kind *moved pods* they stay where they went until they are put back.

            The month quantiles of nines are compared by the share of the oracle's months that are worse. The simulator itself is checked against Markov chains,
            and the intervals that nines states for months against exact distributions (`MarkovOracleTests`, `MonthIntervalTests`).

            To repeat it, at the depth of this page (a minute for each unit of depth):

                dotnet build tests/Nines.Tests -c Release
                NINES_ORACLE_DEPTH={depth} UPDATE_GOLDEN=1 dotnet exec artifacts/bin/Nines.Tests/release/Nines.Tests.dll --filter-class '*AgreementTests'

            Without the two variables, the same environments are simulated for a shorter time, and the test fails when a kind has too many or too large differences.

            ## Random environments

            Inside: figures of nines inside the oracle's 99 % confidence interval. Of figures that are right, 1 % are outside by chance.

            | kind | contents | environments | figures | inside | largest difference: unavailability | failures an hour | mean down time |
            |---|---|---|---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach ((Kind kind, Comparison[] comparisons) in all)
        {
            Figure[] figures = [.. comparisons.SelectMany(comparison => comparison.Figures)];
            page.Append(CultureInfo.InvariantCulture, $"| {kind.Name} | {kind.About} | {comparisons.Length} | {figures.Length} | {figures.Count(figure => figure.IsInside)} | ")
                .AppendJoin(" | ", Comparison.Names[..3].Select(name => Largest(figures.Where(figure => figure.Name == name)))).Append(" |\n");
        }

        page.Append("""

            Differences have these causes:

            - *Simultaneous outages of one primary.* Outages of different lengths have a failover each, so an outage that begins while another one has already been
              answered is counted once more. The relative error is about the unavailability of the primary.
            - *Reactions to one outage.* A failover and the eviction of pods, or the eviction of pods that are at home and of moved ones, end independently of each
              other, and the outage of their zone or node counts as a failure once for each. Failures are then too frequent and too short; the unavailability is slightly too high.
            - *Moved pods* count exactly for the loss of one node or zone, and in part for two at a time.
            - *A failover whose primary has one that may need an operator* answers outages of one mean length instead of two.
            - *Many combinations.* Where a primary is down by more than 24 combinations of parts, their outages have one mean length.

            The simulated months follow each outage in time, and have none of these errors.

            ## Differences

            Figures of nines outside of the interval. `Kind.From(seed)` creates the environment.

            | kind | seed | figure | nines | oracle, 99 % interval | difference |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach ((Kind kind, Comparison[] comparisons) in all)
        {
            foreach ((Comparison comparison, Figure figure) in comparisons.SelectMany(comparison => comparison.Figures.Where(figure => !figure.IsInside).Select(figure => (comparison, figure))))
            {
                string interval = double.IsNaN(figure.Half) ? "" : string.Create(CultureInfo.InvariantCulture, $" ± {figure.Half:G2}");
                page.Append(CultureInfo.InvariantCulture, $"| {kind.Name} | {comparison.About.Seed} | {figure.Name} | {figure.Nines:G4} | {figure.Oracle:G4}{interval} | {Percent(figure.Difference)} |\n");
            }
        }

        page.Append("\n## Known cases\n\nEnvironments on which earlier versions were wrong. The right values come from independent calculations (`KnownCaseTests`).\n\n").Append(CaseTable);
        File.WriteAllText(Path, page.ToString());
    }

    private static string Largest(IEnumerable<Figure> figures) => figures.MaxBy(figure => Math.Abs(figure.Difference)) is { } largest
        ? string.Create(CultureInfo.InvariantCulture, $"{Percent(largest.Difference)} (± {100 * largest.Half / largest.Oracle:0.0} %)") : "";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:+0.0;-0.0;0.0} %");
}
