using Nines.Guard.Integration.Tests.Azure;
using Nines.Guard.Integration.Tests.Site;

namespace Nines.Guard.Integration.Tests.ApiServer;

/// <summary>The two levels by Entra ID and Azure RBAC: real kubectl, a real kube-apiserver, two replicas, a stand-in for Azure.</summary>
public sealed class EntraTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"web","image":"web:1"}]}}
        """;

    private static readonly TimeSpan s_ttl = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_developer_has_one_namespace_an_operator_all_and_a_removed_role_stops_working()
    {
        Assert.SkipWhen(GuardedPlane.Missing is not null, GuardedPlane.Missing ?? "");
        await using FakeCompany company = await FakeCompany.StartAsync(s_ttl, Cancel);
        await using GuardedPlane guarded = await GuardedPlane.StartAsync(
            await GuardSite.StartAsync(2, (folder, _) => company.Settings(folder), Cancel), TimeSpan.FromSeconds(1), Cancel);
        (string developer, string @operator) = (company.DeveloperToken, company.OperatorToken);
        string pod = guarded.Write("pod.json", Pod);

        (int exit, string output, string error) = await guarded.KubectlAsync(@operator, Cancel, "create", "namespace", "dev");
        exit.ShouldBe(0, error + guarded.Plane.ApiServer.Output + guarded.Site.Replicas[0].Process.Output);
        (exit, output, error) = await guarded.KubectlAsync(developer, Cancel, "create", "-n", "dev", "-f", pod);
        (exit, output).ShouldBe((0, "pod/web created\n"), error);

        (exit, _, error) = await guarded.KubectlAsync(developer, Cancel, "get", "pods", "-n", "kube-system");
        exit.ShouldBe(1);
        error.ShouldContain($"pods is forbidden: User \"{FakeCompany.DeveloperName}\" cannot list resource \"pods\" in API group \"\" in the namespace \"kube-system\"");
        error.ShouldContain("no Azure role assignment allows 'Microsoft.ContainerService/managedClusters/pods/read'");

        (exit, output, error) = await guarded.KubectlAsync(@operator, Cancel, "get", "pods", "-A", "-o", "name");
        (exit, output).ShouldBe((0, "pod/web\n"), error);

        string[] parts = developer.Split('.');
        (exit, _, error) = await guarded.KubectlAsync($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}", Cancel, "get", "pods", "-n", "dev");
        exit.ShouldBe(1);
        error.ShouldContain("You must be logged in to the server");

        // What was allowed is good for as long as Azure said, and then for as long as kube-apiserver keeps it.
        (await guarded.KubectlAsync(developer, Cancel, "get", "pods", "-n", "dev")).ExitCode.ShouldBe(0);
        company.TakeDevelopersRole();
        await Task.Delay(s_ttl + TimeSpan.FromSeconds(2), Cancel);
        (exit, _, error) = await guarded.KubectlAsync(developer, Cancel, "get", "pods", "-n", "dev");
        exit.ShouldBe(1);
        error.ShouldContain("cannot list resource \"pods\" in API group \"\" in the namespace \"dev\"");
    }
}
