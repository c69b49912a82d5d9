using System.Text.Json;
using Nines.Testing;

namespace Nines.Cli.Tests.Examples.ReplicaSets;

/// <summary>
/// The experiment that nines began with: two replicas are always on two fault domains, and yet in 6 of 10 trials on one update domain, of
/// which the scheduler knows nothing.
/// </summary>
public sealed class ReplicaSetsTests
{
    // The fault domain of each pod, then its update domain.
    private static readonly Dictionary<string, string> s_deployments = new()
    {
        ["a"] = "1,0,0 2,1,1", ["b"] = "1,0 2,0", ["c"] = "1,0 1,0", ["d"] = "1,1,0 1,1,2", ["e"] = "1,0 2,2",
    };

    private static readonly string[] s_trials = ["0,2", "2,2", "0,0", "0,2", "2,2", "0,0", "0,2", "2,2", "0,0", "0,2"];

    [Fact]
    public void The_files_contain_the_placements_of_the_experiment()
    {
        foreach ((string name, (string faults, string updates)) in Placements("cluster.json"))
        {
            $"{faults} {updates}".ShouldBe(s_deployments[name], name);
        }

        Dictionary<string, (string Faults, string Updates)> trials = Placements("trials.json");
        trials.OrderBy(trial => trial.Key, StringComparer.Ordinal).Select(trial => trial.Value.Updates).ShouldBe(s_trials);
        trials.Values.ShouldAllBe(trial => trial.Faults.Split(',').Distinct().Count() == 2);
    }

    [Fact]
    public async Task Of_five_deployments_only_E_is_exposed_by_update_domain_2()
    {
        (string name, string message) = (await ExposedAsync("cluster.json")).ShouldHaveSingleItem();
        name.ShouldBe("e");
        message.ShouldStartWith("Update domain 2 of pool pool holds 2 of 2 serving pods: without it none is left, and 1 is required");
    }

    [Fact]
    public async Task Trials_whose_pods_share_an_update_domain_are_exposed() =>
        (await ExposedAsync("trials.json")).Select(exposed => exposed.Name)
            .ShouldBe(["trial-02", "trial-03", "trial-05", "trial-06", "trial-08", "trial-09"]);

    [Fact]
    public async Task Every_deployment_survives_each_fault_domain_and_each_node()
    {
        NinesRun run = await NinesRun.Of("audit", Repository.File("examples/replica-sets/trials.json"), "-o", "json");
        run.Json().GetProperty("findings").EnumerateArray()
            .ShouldNotContain(finding => finding.GetProperty("code").GetString() == "NINE701" || finding.GetProperty("code").GetString() == "NINE102");
    }

    private static async Task<(string Name, string Message)[]> ExposedAsync(string file)
    {
        NinesRun run = await NinesRun.Of("audit", Repository.File($"examples/replica-sets/{file}"), "--complete", "-o", "json");
        run.Error.ShouldBeEmpty();
        return
        [
            .. run.Json().GetProperty("findings").EnumerateArray()
                .Where(finding => finding.GetProperty("code").GetString() == "NINE101")
                .Select(finding => (finding.GetProperty("subject").GetString()!.Split('/')[^1], finding.GetProperty("message").GetString()!))
                .OrderBy(exposed => exposed.Item1, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, (string Faults, string Updates)> Placements(string file)
    {
        using JsonDocument list = JsonDocument.Parse(File.ReadAllText(Repository.File($"examples/replica-sets/{file}")));
        JsonElement[] items = [.. list.RootElement.GetProperty("items").EnumerateArray()];
        static JsonElement Labels(JsonElement item) => item.GetProperty("metadata").GetProperty("labels");
        Dictionary<string, JsonElement> nodes = items.Where(item => item.GetProperty("kind").GetString() == "Node")
            .ToDictionary(node => node.GetProperty("metadata").GetProperty("name").GetString()!, Labels);
        return items.Where(item => item.GetProperty("kind").GetString() == "Pod")
            .GroupBy(pod => Labels(pod).GetProperty("app").GetString()!)
            .ToDictionary(group => group.Key, group => (Join(group, "topology.kubernetes.io/zone"), Join(group, "nines.dev/update-domain")));

        string Join(IEnumerable<JsonElement> pods, string label) =>
            string.Join(',', pods.Select(pod => nodes[pod.GetProperty("spec").GetProperty("nodeName").GetString()!].GetProperty(label).GetString()));
    }
}
