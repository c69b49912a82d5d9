using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nines.Guard.Integration.Tests.Site;

namespace Nines.Guard.Integration.Tests.Azure;

/// <summary>Asks one replica as kube-apiserver does.</summary>
internal sealed class Reviewer(HttpClient client) : IDisposable
{
    public static Reviewer Of(GuardSite site, int replica) => new(site.Client(new Uri($"https://127.0.0.1:{site.Replicas[replica].ReviewsPort}")));

    /// <summary>True when a developer may read pods; null without a decision.</summary>
    public async Task<(bool? Allowed, string Source, HttpStatusCode Status)> MayReadPodsAsync(string place, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.PostAsync(
            new Uri("/subjectaccessreviews", UriKind.Relative),
            Json($$$"""
                {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"{{{FakeCompany.DeveloperName}}}",
                "extra":{"oid":["{{{FakeCompany.Developer}}}"]},"resourceAttributes":{"verb":"list","version":"v1","resource":"pods","namespace":"{{{place}}}"} } }
                """),
            cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (null, "", response.StatusCode);
        }

        using JsonDocument answer = await ReadAsync(response, cancellation);
        return (answer.RootElement.GetProperty("status").GetProperty("allowed").GetBoolean(), string.Join(',', response.Headers.GetValues("x-nines-source")), response.StatusCode);
    }

    /// <summary>User of a token; null for none.</summary>
    public async Task<(string Name, string[] Groups, string Oid)?> WhoAsync(string token, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.PostAsync(
            new Uri("/tokenreviews", UriKind.Relative),
            Json($$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{{token}}}","audiences":["https://kubernetes.default.svc"]} }"""), cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using JsonDocument answer = await ReadAsync(response, cancellation);
        JsonElement status = answer.RootElement.GetProperty("status");
        if (!status.TryGetProperty("user", out JsonElement user) || !status.GetProperty("authenticated").GetBoolean())
        {
            return null;
        }

        string[] groups = user.TryGetProperty("groups", out JsonElement list) ? [.. list.EnumerateArray().Select(group => group.GetString()!)] : [];
        return (user.GetProperty("username").GetString()!, groups, user.GetProperty("extra").GetProperty("oid")[0].GetString()!);
    }

    public void Dispose() => client.Dispose();

    private static ByteArrayContent Json(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
}
