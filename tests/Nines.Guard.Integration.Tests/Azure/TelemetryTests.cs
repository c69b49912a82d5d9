using System.Net;
using System.Net.Sockets;
using System.Text;
using Nines.Guard.Integration.Tests.Site;
using Nines.Guard.Telemetry;
using Nines.Testing.Otlp;

namespace Nines.Guard.Integration.Tests.Azure;

/// <summary>Telemetry as a collector receives it, and the program without a working collector.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Spans_cover_reviews_cache_and_Azure_and_metrics_follow_the_table()
    {
        await using FakeCompany company = await FakeCompany.StartAsync(TimeSpan.FromMinutes(5), Cancel);
        await using OtlpCollector collector = new();
        await using GuardSite site = await GuardSite.StartAsync(
            1, (folder, _) => [.. company.Settings(folder), "--telemetry-endpoint", collector.Address.AbsoluteUri, "--telemetry-trace-percent", "100", "--drain-wait", "0s"], Cancel);
        using Reviewer reviewer = Reviewer.Of(site, 0);
        string token = company.DeveloperToken;
        (await reviewer.WhoAsync(token, Cancel)).ShouldNotBeNull();
        (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);
        company.GoDown();
        (await reviewer.MayReadPodsAsync("kube-system", Cancel)).Allowed.ShouldBeNull();
        await site.Replicas[0].Process.SignalAsync("TERM", Cancel);
        await site.Replicas[0].Process.WaitForExitAsync(Cancel);
        site.Replicas[0].Process.ExitCode.ShouldBe(0, site.Replicas[0].Process.Output);

        OtlpSpan[] spans = [.. collector.Spans];
        spans.ShouldAllBe(span => span.Resource["service.name"] == "nines-guard" && span.Resource.ContainsKey("service.instance.id"));
        OtlpSpan[] reviews = [.. spans.Where(span => span.Kind == 2)];
        reviews.Select(span => (span.Name, span.ParentId)).ShouldBe([("token review", ""), ("access review", ""), ("access review", ""), ("access review", "")]);
        reviews.Select(span => span.Attributes["nines.review.decision"]).ShouldBe(["authenticated", "allow", "allow", "error"]);
        reviews[1..3].Select(span => span.Attributes["nines.review.source"]).ShouldBe(["upstream", "near-cache"]);
        reviews[1..].ShouldAllBe(span => span.Attributes["nines.review.resource"] == "pods" && span.Attributes["nines.review.verb"] == "list");
        reviews[1].Attributes["nines.review.answer"].ShouldBe(reviews[2].Attributes["nines.review.answer"]);
        reviews[3].ShouldSatisfyAllConditions(
            span => span.Status.ShouldBe(2), span => span.StatusText.ShouldBe("rbac"), span => span.Attributes.ShouldNotContainKey("nines.review.source"));

        OtlpSpan asked = Below(spans, reviews[1], "cache").ShouldHaveSingleItem();
        asked.Attributes["nines.cache.source"].ShouldBe("upstream");
        OtlpSpan call = Below(spans, asked, "azure rbac").ShouldHaveSingleItem();
        (call.Kind, call.Status, call.Attributes["http.response.status_code"]).ShouldBe((3, 0, "200"));
        call.Attributes["nines.upstream.request_id"].ShouldBe(company.AllowsOf(FakeCompany.Developer).Single().Id);
        Below(spans, Below(spans, reviews[2], "cache").ShouldHaveSingleItem(), "azure rbac").ShouldBeEmpty();
        Below(spans, Below(spans, reviews[3], "cache").ShouldHaveSingleItem(), "azure rbac").ShouldHaveSingleItem().StatusText.ShouldStartWith("rbac: ");

        collector.Metrics["nines_guard_reviews_total"].Points.Single(point => point.Attributes["source"] == "near-cache").Value.ShouldBe(1);
        collector.Metrics["nines_guard_review_duration_seconds"].Points.ShouldAllBe(point => point.Bounds.SequenceEqual(MetricTable.Bounds));
        collector.Metrics.Values.ShouldAllBe(metric => MetricTable.All.Any(known => known.Name == metric.Name && known.Unit == metric.Unit));

        string all = string.Concat(collector.Bodies.Select(Encoding.Latin1.GetString));
        foreach (string secret in (string[])[FakeCompany.Secret, FakeCompany.DeveloperName, FakeCompany.Developer, .. token.Split('.')])
        {
            all.ShouldNotContain(secret);
        }
    }

    [Theory]
    [InlineData("no connection")]
    [InlineData("no answer")]
    public async Task A_missing_collector_does_no_harm(string how)
    {
        await using FakeCompany company = await FakeCompany.StartAsync(TimeSpan.FromMinutes(5), Cancel);
        using TcpListener mute = new(IPAddress.Loopback, 0);
        mute.Start();
        int port = ((IPEndPoint)mute.LocalEndpoint).Port;
        if (how == "no connection")
        {
            mute.Stop();
        }

        await using GuardSite site = await GuardSite.StartAsync(
            1, (folder, _) => [.. company.Settings(folder), "--telemetry-endpoint", $"http://127.0.0.1:{port}", "--telemetry-trace-percent", "100", "--drain-wait", "0s"], Cancel);
        using Reviewer reviewer = Reviewer.Of(site, 0);
        (await reviewer.MayReadPodsAsync("dev", Cancel)).Allowed.ShouldBe(true);

        // More spans than may wait.
        for (int round = 0; round < 100; round++)
        {
            (bool? Allowed, string, HttpStatusCode)[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => reviewer.MayReadPodsAsync("dev", Cancel)));
            answers.ShouldAllBe(answer => answer.Allowed == true);
        }

        await site.Replicas[0].Process.SignalAsync("TERM", Cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await site.Replicas[0].Process.WaitForExitAsync(limit.Token);
        site.Replicas[0].Process.ExitCode.ShouldBe(0, site.Replicas[0].Process.Output);
    }

    private static IEnumerable<OtlpSpan> Below(OtlpSpan[] spans, OtlpSpan parent, string name) =>
        spans.Where(span => span.ParentId == parent.SpanId && span.TraceId == parent.TraceId && span.Name == name);
}
