using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Audits.Fixes;
using Nines.Cli.Verbs.Audit.Fixes;
using Nines.Clusters;
using Nines.Testing.Processes;
using Nines.Text;

namespace Nines.Cli.Tests.Fixing;

public sealed class FixFilesTests
{
    [Fact]
    public async Task A_constraint_fixes_the_experiment_and_the_file_states_its_effect()
    {
        using var folder = new TempFolder();
        string fixes = Path.Combine(folder.Path, "fixes");
        NinesRun run = await NinesRun.Of("audit", NinesRun.At("examples", "replica-sets", "cluster.json"), "--fix", fixes, "-o", "json");
        run.Error.ShouldContain("The cluster was not changed");
        run.Error.ShouldContain("experiment/Deployment/e: losing one update domain leaves fewer than 1 in ");
        run.Error.ShouldContain(" of 200 simulated placements now, in 0 % with the patch");
        string text = await File.ReadAllTextAsync(Path.Combine(fixes, "experiment-deployment-e.yaml"), TestLimit.Token);
        text.ShouldContain("# kubectl apply --server-side --field-manager=nines --validate=false -f experiment-deployment-e.yaml\n");
        text.ShouldContain("fixes NINE101");
        text.ShouldContain("Pods left when the fullest update domain is lost, in 200 simulated placements each (seed 1):");
        text.ShouldContain("#     after:  1 in 100 %; below the required 1 in 0 % (95 %: 0 % to 1.8 %)");
        text.ShouldContain("topologyKey: nines.dev/update-domain");
        text.ShouldContain("nodeTaintsPolicy: Honor");
        run.Json().GetProperty("findings").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_refused_and_unchanged()
    {
        using var folder = new TempFolder();
        string mine = Path.Combine(folder.Path, "mine.txt");
        await File.WriteAllTextAsync(mine, "mine", TestLimit.Token);
        NinesRun run = await NinesRun.Of("audit", NinesRun.At("examples", "replica-sets", "cluster.json"), "--fix", folder.Path);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("is not empty");
        Directory.GetFiles(folder.Path).ShouldBe([mine]);
    }

    [Fact]
    public void Text_from_the_cluster_stays_within_its_comment()
    {
        List<string> left = [];
        FixFile file = FixFiles.Create(Plan(new ObjectName("Deployment", "shop", "web"), "first\nkind: Evil\u2028second\u001b[31m\u202e"), left).ShouldHaveSingleItem();
        left.ShouldBeEmpty();
        file.Name.ShouldBe("shop-deployment-web.yaml");
        file.Content.Split('\n').TakeWhile(line => line.StartsWith('#')).ShouldContain(line => line.Contains("first", StringComparison.Ordinal) && line.Contains("second", StringComparison.Ordinal));
        file.Content.Split('\n').ShouldNotContain(line => line.StartsWith("kind: Evil", StringComparison.Ordinal));
        file.Content.ShouldNotContain("\u001b");
        file.Content.ShouldNotContain("\u202e");
    }

    [Theory]
    [InlineData("shop", "web; rm -rf ~")]
    [InlineData("shop", "../../etc/passwd")]
    [InlineData("$(id)", "web")]
    [InlineData("shop", "-n")]
    [InlineData("shop", "WEB")]
    [InlineData("", "web")]
    public void A_name_that_is_invalid_in_Kubernetes_gets_into_no_command_and_no_file(string ns, string name)
    {
        List<string> left = [];
        FixFiles.Create(Plan(new ObjectName("Deployment", ns, name), "x"), left).ShouldBeEmpty();
        left.ShouldHaveSingleItem().ShouldStartWith("no patch was written for ");
    }

    [Fact]
    public void Two_objects_never_share_a_file()
    {
        FixPlan one = Plan(new ObjectName("Deployment", "a", "b-deployment-c"), "x");
        FixPlan two = Plan(new ObjectName("Deployment", "a-deployment-b", "c"), "x");
        ImmutableArray<FixFile> files = FixFiles.Create(one with { Workloads = [.. one.Workloads, .. two.Workloads, .. two.Workloads] }, []);
        files.Select(file => file.Name).Distinct().Count().ShouldBe(3);
    }

    private static FixPlan Plan(ObjectName name, string message)
    {
        var patch = new Patch
        {
            Target = name,
            Way = PatchWay.Apply,
            Body = new YamlMap { ["kind"] = name.Kind, ["metadata"] = new YamlMap { ["name"] = name.Name } },
            Closes = [Finding.Create(FindingRules.Find("NINE101")!, name, message)],
        };
        var fix = new WorkloadFix
        {
            Workload = new Workload { Kind = WorkloadKind.Deployment, Name = name },
            Patches = [patch],
            ReplicasBefore = 2,
            ReplicasAfter = 2,
        };
        return new FixPlan(new FixOptions(), new LabelPlan([], [], []), [fix], [], []);
    }
}
