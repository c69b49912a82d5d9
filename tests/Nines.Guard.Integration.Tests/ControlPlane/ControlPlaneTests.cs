using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nines.Testing.ControlPlane;
using Plane = Nines.Testing.ControlPlane.RealControlPlane;

namespace Nines.Guard.Integration.Tests.ControlPlane;

/// <summary>The control plane that other tests stand on is a real one.</summary>
public sealed class ControlPlaneTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task The_real_scheduler_places_a_pod_on_a_node_that_is_an_object_only()
    {
        Assert.SkipWhen(Plane.Missing is not null, Plane.Missing ?? "");
        await using Plane plane = await Plane.StartAsync(
            new ControlPlaneOptions { Scheduler = true, ControllerManager = true, Users = [("anna-token", "anna", [])] }, Cancel);
        using HttpClient admin = plane.Client(Plane.AdminToken);

        await Post(admin, "/api/v1/nodes", """{"metadata":{"name":"node-1"}}""");
        using var status = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/nodes/node-1/status")
        {
            Content = new StringContent(
                """{"status":{"capacity":{"cpu":"4","memory":"8Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}]}}""",
                System.Text.Encoding.UTF8, "application/merge-patch+json"),
        };
        (await admin.SendAsync(status, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Post(admin, "/api/v1/namespaces/default/pods", """{"metadata":{"name":"one"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        string node = "";
        for (int attempt = 0; attempt < 200 && node.Length == 0; attempt++)
        {
            await Task.Delay(100, Cancel);
            JsonElement pod = await admin.GetFromJsonAsync<JsonElement>("/api/v1/namespaces/default/pods/one", Cancel);
            node = pod.GetProperty("spec").TryGetProperty("nodeName", out JsonElement name) ? name.GetString()! : "";
        }

        node.ShouldBe("node-1");
        (int exitCode, string output, string _) = await plane.KubectlAsync(Plane.AdminToken, Cancel, "get", "pods", "-o", "name");
        (exitCode, output.Trim()).ShouldBe((0, "pod/one"));
        (_, _, string error) = await plane.KubectlAsync("anna-token", Cancel, "get", "pods", "-n", "kube-system");
        error.ShouldContain("pods is forbidden: User \"anna\" cannot list resource \"pods\" in API group \"\" in the namespace \"kube-system\"");
    }

    private static async Task Post(HttpClient client, string path, string json)
    {
        using HttpResponseMessage answer = await client.PostAsync(
            new Uri(path, UriKind.Relative), new StringContent(json, System.Text.Encoding.UTF8, "application/json"), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
