using Nines.Guard.Integration.Tests.Site;

namespace Nines.Guard.Integration.Tests.ApiServer;

/// <summary>The two levels that teams start with, by real kubectl against a real kube-apiserver: no Azure, the embedded policy.</summary>
public sealed class TwoLevelsTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"web","image":"web:1"}]}}
        """;

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_developer_works_in_the_namespace_of_developers_and_an_operator_everywhere()
    {
        Assert.SkipWhen(GuardedPlane.Missing is not null, GuardedPlane.Missing ?? "");
        await using GuardedPlane guarded = await GuardedPlane.StartAsync(
            await GuardSite.StartAsync(2, (folder, _) => ["--tokens-file", Tokens(folder)], Cancel), TimeSpan.FromSeconds(1), Cancel);
        string pod = guarded.Write("pod.json", Pod);

        (int exit, string output, string error) = await guarded.KubectlAsync("olga-token", Cancel, "create", "namespace", "dev");
        exit.ShouldBe(0, error + guarded.Plane.ApiServer.Output + guarded.Site.Replicas[0].Process.Output);
        (exit, output, error) = await guarded.KubectlAsync("dave-token", Cancel, "create", "-n", "dev", "-f", pod);
        exit.ShouldBe(0, error);
        output.ShouldBe("pod/web created\n");

        (exit, _, error) = await guarded.KubectlAsync("dave-token", Cancel, "get", "pods", "-n", "kube-system");
        exit.ShouldBe(1);
        error.ShouldContain("pods is forbidden: User \"dave@example.com\" cannot list resource \"pods\" in API group \"\" in the namespace \"kube-system\"");

        (exit, output, error) = await guarded.KubectlAsync("olga-token", Cancel, "get", "pods", "-A", "-o", "name");
        (exit, output).ShouldBe((0, "pod/web\n"), error);

        (exit, _, error) = await guarded.KubectlAsync("nobody-token", Cancel, "get", "pods", "-n", "dev");
        exit.ShouldBe(1);
        error.ShouldContain("You must be logged in to the server");
    }

    [Fact]
    public async Task A_removed_role_stops_working()
    {
        Assert.SkipWhen(GuardedPlane.Missing is not null, GuardedPlane.Missing ?? "");
        await using GuardedPlane guarded = await GuardedPlane.StartAsync(
            await GuardSite.StartAsync(
                2, (folder, _) => ["--tokens-file", Tokens(folder), "--policy-file", Policy(folder, "developers"), "--reload-interval", "200ms"], Cancel),
            TimeSpan.FromSeconds(1), Cancel);
        (await guarded.KubectlAsync("dave-token", Cancel, "get", "pods", "-n", "dev")).ExitCode.ShouldBe(0);

        await File.WriteAllTextAsync(Path.Combine(guarded.Site.Folder, "policy.yaml"), PolicyFor("others"), Cancel);
        int exit = 0;
        for (int attempt = 0; attempt < 50 && exit == 0; attempt++)
        {
            await Task.Delay(200, Cancel);
            (exit, _, _) = await guarded.KubectlAsync("dave-token", Cancel, "get", "pods", "-n", "dev");
        }

        exit.ShouldBe(1);
    }

    private static string Tokens(Nines.Testing.Processes.TempFolder folder) => folder.Write(
        "tokens.csv", "dave-token,dave@example.com,dave,\"developers\"\nolga-token,olga@example.com,olga,\"operators\"\n");

    private static string Policy(Nines.Testing.Processes.TempFolder folder, string group) => folder.Write("policy.yaml", PolicyFor(group));

    private static string PolicyFor(string group) => $"""
        rules:
        - name: developers
          groups: [{group}]
          namespaces: [dev]
          verbs: ["*"]
          resources: ["*"]

        """;
}
