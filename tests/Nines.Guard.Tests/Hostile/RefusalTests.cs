using System.Text;

namespace Nines.Guard.Tests.Hostile;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("""{"\ud800kind":"TokenReview"}""", "A name in the review is not text.")]
    [InlineData("""{"spec":{"\ud800token":"x"}}""", "A name in spec is not text.")]
    public async Task A_name_that_is_not_a_text_is_an_error_of_the_caller(string body, string message)
    {
        await using var guard = new FuzzedGuard();
        FuzzAnswer answer = await guard.AskAsync(Post("/tokenreviews", body));
        answer.Status.ShouldBe(400);
        Encoding.UTF8.GetString(answer.Body).ShouldBe(message + "\n");
    }

    [Theory]
    [InlineData("/tokenreviews", """{"kind":"TOKEN"}""", "kind is something else; expected 'TokenReview'.")]
    [InlineData("/tokenreviews", """{"kind":"TokenReview","apiVersion":"TOKEN"}""", "apiVersion is something else; expected 'authentication.k8s.io/v1'")]
    [InlineData("/tokenreviews", """{"kind":"TokenReview","apiVersion":"TOKEN/v1"}""", "apiVersion is something else;")]
    [InlineData("/subjectaccessreviews", """{"spec":{"extra":{"TOKEN":1}}}""", "spec.extra.(a key) is a number;")]
    [InlineData("/subjectaccessreviews", """{"spec":{"extra":{"TOKEN":[],"TOKEN":[]}}}""", "spec.extra.(a key) is duplicated.")]
    public async Task A_token_in_the_wrong_field_is_never_quoted(string path, string body, string message)
    {
        // As long as tokens are, with a line break for the log and a letter that stands across the end of what was once quoted.
        string token = "eyJ" + new string('A', 76) + "\\ud83d\\ude00\\n" + FuzzedGuard.Canary;
        await using var guard = new FuzzedGuard();
        FuzzAnswer answer = await guard.AskAsync(Post(path, body.Replace("TOKEN", token, StringComparison.Ordinal)));
        answer.Status.ShouldBe(400);
        Encoding.UTF8.GetString(answer.Body).ShouldStartWith(message);
        Encoding.UTF8.GetString(answer.Body).ShouldNotContain("eyJ");
        (await guard.EndLogAsync()).ShouldBeEmpty();
        guard.Log.Lines.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_that_disconnects_during_a_body_is_not_a_failure_of_the_guard()
    {
        await using var guard = new FuzzedGuard();
        FuzzAnswer answer = await guard.AskAsync(Post("/tokenreviews", """{"kind":"TokenReview"}""") with { Fault = BodyFault.Reset });
        answer.Status.ShouldBe(499);
        answer.Body.ShouldBeEmpty();
        await guard.EndLogAsync();

        // The line of the request alone, and none that tells of a failure inside.
        guard.Log.Lines.ShouldBe(1);
    }

    private static HostileRequest Post(string path, string body) =>
        new(0, "POST", path, "application/json", null, Encoding.UTF8.GetBytes(body), 1, BodyFault.None);
}
