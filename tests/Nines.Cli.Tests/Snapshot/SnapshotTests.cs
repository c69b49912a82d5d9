using Nines.Cli.Frame;
using Nines.Cli.Tests.BadInput;

namespace Nines.Cli.Tests.Snapshot;

/// <summary><c>nines snapshot</c> as it is typed.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dump_becomes_a_snapshot_and_a_snapshot_stays_the_same()
    {
        string once = At("once.json");
        string twice = At("twice.json");

        NinesRun run = await NinesRun.Of("snapshot", NinesRun.At("examples", "replica-sets", "cluster.json"), "--output-file", once);
        NinesRun again = await NinesRun.Of("snapshot", once, "--output-file", twice);

        (run.ExitCode, again.ExitCode, run.Output).ShouldBe((ExitCode.Met, ExitCode.Met, ""));
        run.Error.ShouldContain("nines: the snapshot contains 20 Node, 12 Pod");
        run.Error.ShouldContain($"nines: wrote {once}");
        run.Error.ShouldContain("nines: not in the snapshot: Namespace, StorageClass");
        File.ReadAllText(twice).ShouldBe(File.ReadAllText(once));
        Directory.GetFiles(Path.GetDirectoryName(once)!).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Pseudonyms_depend_on_the_salt_and_are_random_without_one()
    {
        string dump = NinesRun.At("examples", "replica-sets", "cluster.json");
        string[] files = [At("a"), At("b"), At("c")];

        await NinesRun.Of("snapshot", dump, "--anonymize", "--salt", "s", "--output-file", files[0]);
        await NinesRun.Of("snapshot", dump, "--anonymize", "--salt", "s", "--output-file", files[1]);
        await NinesRun.Of("snapshot", dump, "--anonymize", "--output-file", files[2]);

        File.ReadAllText(files[1]).ShouldBe(File.ReadAllText(files[0]));
        File.ReadAllText(files[2]).ShouldNotBe(File.ReadAllText(files[0]));
        File.ReadAllText(files[0]).ShouldNotContain("vmss");
    }

    [Fact]
    public async Task An_unreadable_input_leaves_the_old_output_unchanged()
    {
        string file = At("old.json");
        File.WriteAllText(file, "old");

        NinesRun run = await NinesRun.WithInput("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"}}""", "snapshot", "-", "--output-file", file);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("-: There are no nodes in it");
        run.Error.ShouldContain("nothing was written");
        File.ReadAllText(file).ShouldBe("old");
    }

    [Fact]
    public async Task An_unreachable_server_is_reported_with_the_reason()
    {
        string config = At("config");
        File.WriteAllText(config, """
            apiVersion: v1
            kind: Config
            current-context: gone
            clusters: [{name: gone, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: gone, user: {}}]
            contexts: [{name: gone, context: {cluster: gone, user: gone}}]
            """);

        NinesRun run = await NinesRun.Of("snapshot", "--kubeconfig", config, "--timeout", "20s", "--output-file", At("x.json"));

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("gone: ");
        run.Error.ShouldContain("127.0.0.1:1");
        File.Exists(At("x.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--salt requires --anonymize.", "--salt", "x")]
    [InlineData("--as-group requires --as USER.", "--as-group", "x")]
    [InlineData("both a file and a live cluster are named", "--context", "x")]
    [InlineData("--anonymiz is not an option of snapshot. Did you mean '--anonymize'?", "--anonymiz")]
    public async Task Options_that_exclude_each_other_are_refused(string message, params string[] options)
    {
        NinesRun run = await NinesRun.Of(["snapshot", "cluster.json", "--output-file", At("x.json"), .. options]);

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(message);
    }

    private string At(string name) => _folder.At(name);
}
