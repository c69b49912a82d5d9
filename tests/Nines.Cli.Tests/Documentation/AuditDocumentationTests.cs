using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Audits.Losses;
using Nines.Cli.Frame;

namespace Nines.Cli.Tests.Documentation;

/// <summary>What the documents say about the audit is what it does.</summary>
public sealed partial class AuditDocumentationTests
{
    [GeneratedRegex(@"nines audit(?<options>[^\n`#]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"(?<= |^)--[a-z-]+", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex LongOption();

    [GeneratedRegex(@"^\| (?<kind>[a-z-]+)(: [^|]*)? \| (?<failures>[\d.]+) \| (?<time>\d+) (?<unit>h|min) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RateRow();

    [Fact]
    public async Task Every_option_is_documented()
    {
        NinesRun help = await NinesRun.Of("audit", "--help");
        string document = Read("docs/audit.md") + Read("docs/command-line.md");

        foreach (string option in LongOption().Matches(help.Output).Select(match => match.Value).Distinct().Where(option => option != "--help"))
        {
            document.ShouldContain($"`{option}", Case.Sensitive);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/audit.md")]
    [InlineData("docs/audit-codes.md")]
    [InlineData("examples/replica-sets/README.md")]
    public async Task A_command_has_only_options_that_exist(string document)
    {
        string help = (await NinesRun.Of("audit", "--help")).Output;
        foreach (Match command in CommandLine().Matches(Read(document)))
        {
            foreach (Match option in LongOption().Matches(command.Groups["options"].Value))
            {
                help.ShouldContain(option.Value + " ", Case.Sensitive, command.Value);
            }
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/audit.md")]
    public async Task The_documented_report_matches_the_program(string document)
    {
        string[] real = [.. (await NinesRun.Of("audit")).Output.Split('\n').Select(line => line.Trim())];
        string[] shown =
        [
            .. Read(document).Split('\n').Select(line => line.Trim().Replace(" ...", "", StringComparison.Ordinal))
                .Where(line => line.StartsWith("experiment/", StringComparison.Ordinal) || line.StartsWith("losing update domain 2", StringComparison.Ordinal) || line.StartsWith("error  ", StringComparison.Ordinal)),
        ];

        shown.Length.ShouldBe(3);
        foreach (string line in shown)
        {
            real.ShouldContain(line);
        }
    }

    [Fact]
    public async Task The_examples_of_the_readme_run()
    {
        (await NinesRun.Of("audit", NinesRun.At("examples", "replica-sets", "cluster.json"))).ExitCode.ShouldBe(ExitCode.Missed);
        (await NinesRun.Of("audit", NinesRun.At("examples", "replica-sets", "trials.json"), "--workload", "trial-02")).ExitCode.ShouldBe(ExitCode.Missed);
    }

    [Fact]
    public void The_documented_rates_match_the_program()
    {
        Dictionary<string, DomainRate> documented = RateRow().Matches(Read("docs/audit.md")).ToDictionary(
            row => row.Groups["kind"].Value,
            row => new DomainRate(
                double.Parse(row.Groups["failures"].Value, CultureInfo.InvariantCulture),
                (row.Groups["unit"].Value == "h" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1)) * int.Parse(row.Groups["time"].Value, CultureInfo.InvariantCulture)));

        documented.ShouldBe(DomainRates.Default.ByKey, ignoreOrder: true);
    }

    private static string Read(string document) => File.ReadAllText(NinesRun.At(document.Split('/')));
}
