using System.Net;
using System.Text.Json;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Serving;
using Nines.Guard.Tests.Decisions;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Serving;

public sealed class ReviewServingTests
{
    private static readonly Uri s_access = new("/subjectaccessreviews", UriKind.Relative);
    private static readonly Uri s_token = new("/tokenreviews", UriKind.Relative);

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData("1.1", "v1")]
    [InlineData("1.1", "v1beta1")]
    [InlineData("2.0", "v1")]
    [InlineData("2.0", "v1beta1")]
    public async Task An_access_review_is_answered_in_its_own_version(string http, string version)
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access((question, _) =>
        {
            question.User.Groups.ShouldBe(["developers"]);
            return new(new AccessDecision(Verdict.Deny, "because"u8.ToArray(), AnswerSource.SharedCache, 0xabc));
        }));
        using HttpClient client = guard.Client(Version.Parse(http));
        using HttpResponseMessage response = await client.PostAsync(s_access, TestGuard.Access(version: version), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Version.ShouldBe(Version.Parse(http));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Headers.GetValues(ReviewAnswer.SourceHeader).ShouldBe(["shared-cache"]);
        response.Headers.GetValues(ReviewAnswer.AnswerHeader).ShouldBe(["00000000000000000000000000000abc"]);
        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement;
        answer.GetProperty("apiVersion").GetString().ShouldBe($"authorization.k8s.io/{version}");
        answer.GetProperty("status").GetProperty("allowed").GetBoolean().ShouldBeFalse();
        answer.GetProperty("status").GetProperty("denied").GetBoolean().ShouldBeTrue();
        answer.GetProperty("status").GetProperty("reason").GetString().ShouldBe("because");
    }

    [Fact]
    public async Task A_token_review_returns_the_user()
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Token((token, _) =>
        {
            token.ShouldBe("t0ken");
            return new(new AuthenticationAnswer(UserIdentity.Named("ada", "developers"), [], null, AnswerSource.File, null));
        }));
        using HttpClient client = guard.Client();
        using HttpResponseMessage response = await client.PostAsync(s_token, TestGuard.Token("t0ken"), Cancel);

        JsonElement status = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("status");
        status.GetProperty("authenticated").GetBoolean().ShouldBeTrue();
        status.GetProperty("user").GetProperty("username").GetString().ShouldBe("ada");
    }

    [Theory]
    [InlineData("GET", "/subjectaccessreviews", 405)]
    [InlineData("POST", "/", 404)]
    [InlineData("POST", "/tokenreviews", 404)]
    [InlineData("POST", "/subjectaccessreviews/", 404)]
    public async Task Invalid_reviews_are_refused_and_never_decided(string method, string path, int status)
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access((_, _) => throw new InvalidOperationException("asked")));
        using HttpClient client = guard.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Version = HttpVersion.Version20 };
        request.Content = method == "POST" ? TestGuard.Access() : null;
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("text/plain", null, 415)]
    [InlineData("application/jsonx", null, 415)]
    [InlineData("application/json; charset=utf-8", null, 200)]
    [InlineData("application/json", "gzip", 415)]
    public async Task Only_plain_json_is_read(string type, string? encoding, int status)
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow));
        using HttpClient client = guard.Client();
        ByteArrayContent content = TestGuard.Access();
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using HttpResponseMessage response = await client.PostAsync(s_access, content, Cancel);
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"x"}}""")]
    public async Task A_body_that_is_not_a_review_is_a_bad_request(string body)
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access((_, _) => throw new InvalidOperationException("asked")));
        using HttpClient client = guard.Client();
        using HttpResponseMessage response = await client.PostAsync(s_access, TestGuard.Json(body), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("1.1", false)]
    [InlineData("1.1", true)]
    [InlineData("2.0", false)]
    [InlineData("2.0", true)]
    public async Task A_body_beyond_the_limit_is_refused_with_or_without_a_length(string http, bool chunked)
    {
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access(Verdict.Allow), null, "limits.body=4KiB");
        using HttpClient client = guard.Client(Version.Parse(http));
        HttpContent content = TestGuard.Json(new string(' ', 5000));
        if (chunked)
        {
            byte[] bytes = await content.ReadAsByteArrayAsync(Cancel);
            content = new StreamContent(new UnknownLength(bytes));
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        using HttpResponseMessage response = await client.PostAsync(s_access, content, Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("4096");

        using HttpResponseMessage next = await client.PostAsync(s_access, TestGuard.Access(), Cancel);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_failure_is_an_error_that_kube_apiserver_understands_and_never_asks_to_wait()
    {
        Exception? failure = null;
        await using TestGuard guard = await TestGuard.StartAsync(Answering.Access((_, _) => throw failure!));
        using HttpClient client = guard.Client();
        foreach ((Exception thrown, int status) in new (Exception, int)[]
        {
            (new GuardUnavailableException("rbac", Unavailability.Brief, "secret-cause"), 500),
            (new GuardUnavailableException("rbac", Unavailability.Lasting, "secret-cause"), 503),
            (new InvalidOperationException("secret-cause"), 500),
        })
        {
            failure = thrown;
            using HttpResponseMessage response = await client.PostAsync(s_access, TestGuard.Access(), Cancel);
            ((int)response.StatusCode).ShouldBe(status);
            response.Headers.Contains("Retry-After").ShouldBeFalse();
            (await response.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("secret-cause");
        }

        (await guard.OperationsAsync("/metrics")).Text.ShouldContain("nines_guard_unavailable_total{part=\"rbac\"} 2");
    }

    [Fact]
    public async Task A_decision_that_takes_too_long_fails_before_the_caller_gives_up()
    {
        await using TestGuard guard = await TestGuard.StartAsync(
            Answering.Access(async (_, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return default;
            }),
            null, "limits.request-timeout=200ms", "azure.timeout=100ms");
        using HttpClient client = guard.Client();
        using HttpResponseMessage response = await client.PostAsync(s_access, TestGuard.Access(), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await guard.OperationsAsync("/metrics")).Text.ShouldContain("nines_guard_unavailable_total{part=\"time\"} 1");
    }

    [Fact]
    public async Task One_noisy_user_neither_starves_another_nor_fills_the_queue()
    {
        var hold = new TaskCompletionSource();
        await using TestGuard guard = await TestGuard.StartAsync(
            Answering.Access(async (question, _) =>
            {
                if (question.User.Name == "noisy")
                {
                    await hold.Task.WaitAsync(Cancel);
                }

                return AccessDecision.Create(Verdict.Allow, "", AnswerSource.File);
            }),
            null, "limits.concurrency=4", "limits.queue=100", "limits.queue-per-user=10");
        using HttpClient client = guard.Client();
        Task<HttpResponseMessage>[] noisy = [.. Enumerable.Range(0, 30).Select(_ => client.PostAsync(s_access, TestGuard.Access("noisy"), Cancel))];

        // Two of his are being decided, ten wait, and the rest are refused: as many as that come back before anything is let go.
        for (int refused = 0; refused < 18; refused++)
        {
            Task<HttpResponseMessage> first = await Task.WhenAny(noisy.Where(task => !task.IsCompleted || task.Result.StatusCode != HttpStatusCode.OK));
            (await first).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            noisy = [.. noisy.Where(task => task != first)];
        }

        using HttpResponseMessage other = await client.PostAsync(s_access, TestGuard.Access("quiet"), Cancel);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        hold.SetResult();
        (await Task.WhenAll(noisy)).ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tokens_and_causes_of_failures_are_not_in_the_log_or_the_metrics()
    {
        const string Canary = "canary-5c1d7e";
        await using TestGuard guard = await TestGuard.StartAsync(
            Answering.Token((token, _) => token.Contains("fails", StringComparison.Ordinal)
                ? throw new InvalidOperationException(token)
                : new(AuthenticationAnswer.Refused("not in the token file", AnswerSource.File))),
            null, "log.reviews=all");
        using HttpClient client = guard.Client();
        foreach (string body in (string[])[
            $$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{{Canary}}}"}}""",
            $$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{{Canary}}}-fails"}}""",
            $$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":["{{{Canary}}}"]}}""",
            $$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v7","spec":{"token":"{{{Canary}}}"}}""",
            $$$"""{"{{{Canary}}}":"{{{Canary}}}" """])
        {
            using HttpResponseMessage response = await client.PostAsync(s_token, TestGuard.Json(body), Cancel);
            (await response.Content.ReadAsStringAsync(Cancel)).ShouldNotContain(Canary);
            response.Headers.ToString().ShouldNotContain(Canary);
        }

        (await guard.OperationsAsync("/metrics")).Text.ShouldNotContain(Canary);
        string log = await guard.LogAsync();
        log.ShouldContain("\"verdict\":\"unauthenticated\"");
        log.ShouldContain("internal-failure");
        log.ShouldNotContain(Canary);
    }

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
