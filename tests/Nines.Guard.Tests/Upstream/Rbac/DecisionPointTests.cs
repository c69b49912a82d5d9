using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Rbac;

/// <summary>checkaccess v2.</summary>
public sealed class DecisionPointTests
{
    private const string GetPods = "Microsoft.ContainerService/managedClusters/pods/read";

    private static readonly AccessQuestion s_get = Ask.May("get", "pods", "dev");

    private readonly RbacBench _bench = new(RbacBench.Options with { Api = CheckApi.V2, DecisionEndpoint = new Uri("https://westeurope.authorization.azure.net") });

    [Fact]
    public async Task The_question_has_the_format_of_the_decision_point()
    {
        _bench.Upstream.By(request => Page(ScriptedUpstream.Decisions(request, "Allowed")));
        (await _bench.Verdict(s_get)).ShouldBe(Verdict.Allow);
        UpstreamRequest request = _bench.Upstream.Checks.Single();
        request.Scope.ShouldBe("https://authorization.azure.net/.default");

        // Without its path and version the decision point answers "Not Found." to everything.
        request.Address.AbsoluteUri.ShouldBe("https://westeurope.authorization.azure.net/providers/Microsoft.Authorization/checkAccess?api-version=2021-06-01-preview");
        Encoding.UTF8.GetString(request.Body.Span).ShouldBe(
            $$$"""{"Subject":{"Attributes":{"ObjectId":"{{{Ask.Oid}}}"}},"Actions":[{"Id":"{{{GetPods}}}","Attributes":null}],"Resource":{"Id":"{{{RbacBench.Cluster}}}/namespaces/dev","Attributes":null},"Environment":{"Attributes":null}}""");
    }

    [Fact]
    public async Task An_endpoint_with_a_path_is_used_unchanged()
    {
        RbacBench bench = new(RbacBench.Options with { Api = CheckApi.V2, DecisionEndpoint = new Uri("https://pdp.example/check?api-version=1") });
        bench.Upstream.By(request => Page(ScriptedUpstream.Decisions(request, "Allowed")));
        await bench.Decide(s_get);
        bench.Upstream.Checks.Single().Address.AbsoluteUri.ShouldBe("https://pdp.example/check?api-version=1");
    }

    [Fact]
    public async Task Pages_are_followed_on_the_same_server_and_all_count()
    {
        _bench.Upstream.Behaviour = (request, _) =>
        {
            bool isFirst = request.Method == HttpMethod.Post;
            _bench.Clock.Advance(TimeSpan.FromSeconds(1));
            return new(_bench.Upstream.Answer(isFirst
                ? Page("[]", "https://westeurope.authorization.azure.net/next?$skiptoken=2")
                : Page($"[{ScriptedUpstream.Decision(GetPods, "Allowed", 60_000)}]")));
        };
        (await _bench.Verdict(s_get)).ShouldBe(Verdict.Allow);
        _bench.Upstream.Checks.Select(request => (request.Method.Method, request.Address.PathAndQuery)).ShouldBe(
            [("POST", "/providers/Microsoft.Authorization/checkAccess?api-version=2021-06-01-preview"), ("GET", "/next?$skiptoken=2")]);

        // From the first page on, which was sent a second before the last.
        _bench.Clock.Advance(TimeSpan.FromSeconds(59));
        (await _bench.Decide(s_get)).Source.ShouldBe(AnswerSource.Upstream);
    }

    [Theory]
    [InlineData("https://evil.example/next")]
    [InlineData("http://westeurope.authorization.azure.net/next")]
    [InlineData("https://westeurope.authorization.azure.net:8443/next")]
    [InlineData("//evil.example/next")]
    public async Task A_page_elsewhere_is_not_followed(string link)
    {
        _bench.Upstream.Always(Page("[]", link));
        (await _bench.Fail(s_get)).Message.ShouldContain("its next page is elsewhere");
        _bench.Upstream.Checks.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Pages_without_end_are_an_error()
    {
        _bench.Upstream.Always(Page("[]", "/again"));
        (await _bench.Fail(s_get)).Message.ShouldBe("rbac: the answer of Azure has more than 20 pages");
        _bench.Upstream.Checks.Length.ShouldBe(20);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":[],"nextLink":null}""")]
    [InlineData("""{"value":[],"value":[]}""")]
    [InlineData("""{"value":[],"nextLink":5}""")]
    [InlineData("Not Found.")]
    public async Task An_answer_without_a_valid_decision_is_an_error(string body)
    {
        _bench.Upstream.Always(body);
        (await _bench.Fail(s_get)).Message.ShouldStartWith("rbac: the answer of Azure is not a decision: ");
    }

    private static string Page(string value, string? next = null) => $$"""{"value":{{value}},"nextLink":{{(next is null ? "null" : $"\"{next}\"")}}}""";
}
