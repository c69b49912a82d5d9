using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Commands;

/// <summary>Conventions that every verb follows.</summary>
public sealed class ConventionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Examples() => [.. Verbs(Root()).SelectMany(verb => verb.Examples)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_verb_has_examples_in_its_help()
    {
        Verb[] verbs = [.. Verbs(Root()).Where(verb => verb is { Hidden: false, Subcommands.Count: 0 })];

        verbs.Length.ShouldBeGreaterThan(15);
        verbs.ShouldAllBe(verb => !verb.Examples.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_parses(string example) => Root().Parse(example).Errors.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_without_certificates_or_a_network_runs_unchanged(string example)
    {
        string[] args = [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(example).Select(word => word.Trim('\''))];
        if (args[0] is "guard")
        {
            return;
        }

        for (int i = 0; i < args.Length; i++)
        {
            args[i] = args[i].StartsWith("examples/", StringComparison.Ordinal) ? NinesRun.At(args[i].Split('/'))
                : args[i - (i > 0 ? 1 : 0)] == "--output-file" ? _folder.At(args[i]) : args[i];
        }

        NinesRun run = await NinesRun.Of(args);

        run.ExitCode.ShouldBeOneOf([ExitCode.Met, ExitCode.Missed], run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("guard")]
    [InlineData("guard init")]
    public async Task A_verb_group_prints_its_help(string line)
    {
        string[] args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        NinesRun run = await NinesRun.Of(args);

        run.ExitCode.ShouldBe(ExitCode.Met);
        run.Output.ShouldBe((await NinesRun.Of([.. args, "--help"])).Output);
        run.Output.ShouldContain("Commands:");
    }

    [Fact]
    public async Task A_verb_without_its_required_input_prints_its_help_and_the_missing_argument()
    {
        NinesRun run = await NinesRun.Of("place");

        (run.ExitCode, run.Output).ShouldBe((ExitCode.BadInput, ""));
        run.Error.ShouldContain((await NinesRun.Of("place", "--help")).Output);
        run.Error.ShouldContain("'MANIFEST'");
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help predict", "predict --help")]
    [InlineData("help guard init ca", "guard init ca --help")]
    public async Task Help_is_a_verb_too(string verb, string option) =>
        (await NinesRun.Of(verb.Split(' '))).Output.ShouldBe((await NinesRun.Of(option.Split(' '))).Output);

    [Fact]
    public async Task Help_of_an_unknown_verb_is_refused_with_the_nearest_one()
    {
        NinesRun run = await NinesRun.Of("help", "guard", "serv");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("'serv' is not a verb of guard. Did you mean 'serve'?");
    }

    [Fact]
    public async Task The_version_is_that_of_the_assembly() =>
        (await NinesRun.Of("version")).Output.Trim().ShouldBe(typeof(Verb).Assembly.GetName().Version!.ToString(3));

    [Theory]
    [InlineData("predikt", "'predikt' is not a verb of nines. Did you mean 'predict'?")]
    [InlineData("guard serv", "'serv' is not a verb of nines guard. Did you mean 'serve'?")]
    [InlineData("guard --hlep", "'--hlep' is not an option of nines guard. Did you mean '--help'?")]
    public async Task A_misspelled_verb_is_refused_with_the_nearest_one(string line, string message)
    {
        NinesRun run = await NinesRun.Of(line.Split(' '));

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(message);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("audit")]
    [InlineData("snapshot")]
    public async Task An_output_file_that_is_an_input_is_refused_even_through_a_link(string verb)
    {
        string file = _folder.Write("input.json", "{}");
        string link = _folder.At("link.json");
        File.CreateSymbolicLink(link, file);

        foreach (string output in (string[])[file, Path.Combine(_folder.Folder, ".", "input.json"), link])
        {
            Refusal.Of(await NinesRun.Of(verb, file, "--output-file", output)).ShouldHaveSingleItem().ShouldContain($"--output-file: names the input {file}");
        }

        (await File.ReadAllTextAsync(file, TestLimit.Token)).ShouldBe("{}");
    }

    [Theory]
    [InlineData("missing/report.txt", "its folder does not exist")]
    [InlineData(".", "is a folder; name a file in it")]
    public async Task An_output_file_that_cannot_be_written_names_the_option_and_the_path(string name, string reason)
    {
        string path = _folder.At(name);
        string error = (await NinesRun.Of("predict", "--output-file", path)).Error;

        error.ShouldContain($"--output-file '{path}'");
        error.ShouldContain(reason);
    }

    [Fact]
    public async Task Quiet_keeps_results_and_errors()
    {
        NinesRun plain = await NinesRun.Of("predict");
        NinesRun quiet = await NinesRun.Of("predict", "--quiet");
        NinesRun wrong = await NinesRun.Of("-q", "predict", "missing.yaml");

        plain.Error.ShouldNotBeEmpty();
        (quiet.Output, quiet.Error).ShouldBe((plain.Output, ""));
        wrong.Error.ShouldContain("missing.yaml: does not exist.");
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("", "TERMINAL", true)]
    [InlineData("", "TERMINAL NO_COLOR=1", false)]
    [InlineData("", "TERMINAL TERM=dumb", false)]
    [InlineData("", "TERMINAL CLICOLOR=0", false)]
    [InlineData("", "FORCE_COLOR=1", true)]
    [InlineData("", "FORCE_COLOR=1 NO_COLOR=1", false)]
    [InlineData("--color always", "NO_COLOR=1", true)]
    [InlineData("--color never", "TERMINAL", false)]
    [InlineData("--color auto", "TERMINAL", true)]
    public async Task Color_follows_the_option_then_the_variables_then_the_terminal(string options, string world, bool expected)
    {
        string[] settings = world.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        NinesRun run = await NinesRun.In(
            host => host with
            {
                IsTerminal = settings.Contains("TERMINAL"),
                Environment = settings.Where(setting => setting.Contains('=')).Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
            },
            ["predict", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        run.Output.Contains('\e').ShouldBe(expected);
    }

    [Theory]
    [InlineData("LANG=C", true)]
    [InlineData("LANG=de_DE.ISO-8859-1", true)]
    [InlineData("LC_ALL=C LANG=en_US.UTF-8", true)]
    [InlineData("LANG=en_US.UTF-8", false)]
    [InlineData("LC_CTYPE=C.utf8 LANG=C", false)]
    [InlineData("", false)]
    public async Task Drawings_are_ascii_where_the_locale_has_no_utf8(string variables, bool isAscii)
    {
        NinesRun run = await NinesRun.In(
            host => host with
            {
                Environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
            },
            "predict");

        run.Output.All(char.IsAscii).ShouldBe(isAscii, string.Concat(run.Output.Where(letter => !char.IsAscii(letter)).Distinct()));
    }

    private static VerbGroup Root() => CommandLine.CreateRoot("nines", new GlobalOptions());

    private static IEnumerable<Verb> Verbs(Command command) =>
        [.. command is Verb verb ? [verb] : (Verb[])[], .. command.Subcommands.SelectMany(Verbs)];
}
