namespace Nines.Cli.Tests.BadInput;

/// <summary>Command lines that are wrong.</summary>
public sealed class OptionRefusalTests
{
    private static readonly string Etcd = NinesRun.At("examples", "etcd.yaml");

    [Theory]
    [InlineData("--no-such-option", "--no-such-option")]
    [InlineData("-o yaml", "expected text, json, html")]
    [InlineData("-o jsn", "Did you mean 'json'?")]
    [InlineData("--cut-sets -1", "from 0 to 100000")]
    [InlineData("--cut-sets ten", "from 0 to 100000")]
    [InlineData("--cut-sets 99999999999999999999", "from 0 to 100000")]
    [InlineData("--timeout 0", "--timeout is '0'")]
    [InlineData("--timeout NaN", "--timeout is 'NaN'")]
    [InlineData("--timeout Infinity", "--timeout is 'Infinity'")]
    [InlineData("--timeout", "--timeout")]
    [InlineData("--memory 0", "--memory is '0'")]
    [InlineData("--months 1e9", "--months is '1e9'")]
    [InlineData("--seed -1", "--seed is '-1'")]
    [InlineData("--explain nothing", "There is no journey 'nothing'")]
    [InlineData("--explain three-member", "Did you mean 'three-members'?")]
    [InlineData("--explain three-members -o json", "is written as text or HTML.")]
    [InlineData("--what-if nonsense", "is not understood")]
    [InlineData("--what-if drop:componets", "componets")]
    [InlineData("--what-if lose:nowhere", "nowhere")]
    [InlineData("--output-file /no/such/folder/out.txt", "/no/such/folder")]
    public async Task A_wrong_option_is_refused(string options, string expected)
    {
        NinesRun run = await NinesRun.Of(["predict", Etcd, .. options.Split(' ')]);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("internal error");
        run.Error.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Options_for_one_file_are_refused_with_several_files()
    {
        foreach (string[] question in (string[][])[["--advise"], ["--explain", "serve"], ["--what-if", "lose:zone1"]])
        {
            Refusal.Of(await NinesRun.Of(["predict", Etcd, Etcd, .. question])).ShouldHaveSingleItem().ShouldContain("takes one environment file");
        }
    }

    [Fact]
    public async Task An_unknown_verb_is_refused()
    {
        NinesRun run = await NinesRun.Of("predictt", Etcd);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
    }
}
