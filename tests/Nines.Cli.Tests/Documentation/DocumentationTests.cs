using System.Reflection;
using System.Text.RegularExpressions;
using Nines.Cli.Frame;

namespace Nines.Cli.Tests.Documentation;

/// <summary>What the documents say is what the program does.</summary>
public sealed partial class DocumentationTests
{
    [GeneratedRegex(@"^\| (?<code>\d+) \| (?<name>\w+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RelativeLink();

    [GeneratedRegex(@"^  (?<name>[a-z-]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SubCommand();

    [GeneratedRegex(@"nines guard (?<verb>(init )?[a-z-]+)(?<options>[^\n`]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GuardCommandLine();

    [GeneratedRegex(@"--[a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex LongOption();

    [Fact]
    public void The_documented_exit_codes_match_the_program()
    {
        IEnumerable<(string, int)> documented = ExitCodeRow().Matches(Read("docs/exit-codes.md"))
            .Select(row => (row.Groups["name"].Value, int.Parse(row.Groups["code"].Value)));
        IEnumerable<(string, int)> real = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.Name, (int)field.GetRawConstantValue()!));

        documented.Order().ShouldBe(real.Order());
    }

    [Fact]
    public async Task The_report_in_the_readme_matches_the_program()
    {
        NinesRun run = await NinesRun.Of("predict", NinesRun.At("examples", "shared-services.yaml"));
        string[] readme = [.. Read("README.md").Split('\n').Select(line => line.Trim())];

        foreach (string line in run.Output.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.Contains(".yaml", StringComparison.Ordinal)))
        {
            readme.ShouldContain(line);
        }
    }

    [Fact]
    public async Task Every_option_of_predict_is_documented()
    {
        NinesRun help = await NinesRun.Of("predict", "--help");
        string document = Read("docs/predict.md") + Read("docs/command-line.md");

        foreach (string option in Regex.Matches(help.Output, "--[a-z-]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Value).Distinct())
        {
            if (option != "--help")
            {
                document.ShouldContain(option);
            }
        }
    }

    [Fact]
    public async Task Help_shows_each_default_once_as_the_user_types_it()
    {
        var verbs = new Queue<string[]>([[]]);
        int seen = 0;
        while (verbs.TryDequeue(out string[]? verb))
        {
            NinesRun help = await NinesRun.Of([.. verb, "--help"]);
            help.ExitCode.ShouldBe(ExitCode.Met);
            help.Output.ShouldNotMatch(@"\[default:[^\]]*\]\s+\[default:");
            help.Output.ShouldNotMatch(@"\[default: [\d.]*\d\d:\d\d:\d\d\]");
            seen++;
            foreach (Match match in SubCommand().Matches(help.Output.Split("Examples:\n")[0].Split("Commands:\n") is [_, var commands] ? commands : ""))
            {
                verbs.Enqueue([.. verb, match.Groups["name"].Value]);
            }
        }

        seen.ShouldBeGreaterThan(15);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guard.md")]
    [InlineData("docs/guard-settings.md")]
    [InlineData("deploy/guard/README.md")]
    public async Task Documented_guard_commands_exist_with_all_their_options(string document)
    {
        string text = Read(document).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match command in GuardCommandLine().Matches(text))
        {
            string[] verb = command.Groups["verb"].Value.Split(' ');
            NinesRun help = await NinesRun.Of(["guard", .. verb, "--help"]);
            help.ExitCode.ShouldBe(ExitCode.Met, command.Value);
            help.Output.ShouldContain($"nines guard {string.Join(' ', verb)}", Case.Sensitive, command.Value);
            foreach (Match option in LongOption().Matches(command.Groups["options"].Value))
            {
                help.Output.ShouldContain(option.Value + " ", Case.Sensitive, command.Value);
            }
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guard.md")]
    [InlineData("docs/guard-settings.md")]
    [InlineData("docs/command-line.md")]
    [InlineData("docs/predict.md")]
    [InlineData("docs/environment.md")]
    [InlineData("docs/catalogue.md")]
    [InlineData("docs/prices.md")]
    [InlineData("docs/diff.md")]
    [InlineData("docs/audit.md")]
    [InlineData("docs/audit-codes.md")]
    [InlineData("docs/place.md")]
    [InlineData("docs/snapshot.md")]
    [InlineData("bench/README.md")]
    public void Links_have_a_target(string document)
    {
        string folder = Path.GetDirectoryName(NinesRun.At(document.Split('/')))!;
        foreach (Match link in RelativeLink().Matches(Read(document)))
        {
            string target = Path.Combine(folder, link.Groups["path"].Value);
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{document} links to {link.Groups["path"].Value}");
        }
    }

    private static string Read(string document) => File.ReadAllText(NinesRun.At(document.Split('/')));
}
