using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;

namespace Nines.Guard.Tests.Upstream.Rbac;

public sealed class LocalRulesTests
{
    private static readonly LocalRules s_rules = new(new RbacOptions { ResourceId = "/r" });
    private static readonly LocalRules s_strict = new(new RbacOptions { ResourceId = "/r", DenyWithoutOid = true, AllowDiscovery = false });

    [Theory]
    [InlineData("system:admin")]
    [InlineData("system:serviceaccount:dev:default")]
    [InlineData("system:anonymous")]
    [InlineData("system:")]
    [InlineData("")]
    public void Users_of_the_control_plane_are_left_to_other_authorizers(string name)
    {
        Verdict(s_rules, Ask.May("get", "pods", user: Ask.User(name))).ShouldBe(Nines.Guard.Decisions.Verdict.NoOpinion);
        Verdict(s_strict, Ask.Path("get", "/api", Ask.User(name))).ShouldBe(Nines.Guard.Decisions.Verdict.NoOpinion);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a guid")]
    [InlineData("{aaaaaaaa-0000-4000-8000-000000000001}")]
    [InlineData("urn:uuid:aaaaaaaa-0000-4000-8000-000000000001")]
    [InlineData("aaaaaaaa00004000800000000000000001")]
    [InlineData(" aaaaaaaa-0000-4000-8000-00000000001")]
    public void Users_without_a_valid_object_id_are_ignored_or_refused_as_configured(string? oid)
    {
        Verdict(s_rules, Ask.May("get", "pods", user: Ask.User(oid: oid))).ShouldBe(Nines.Guard.Decisions.Verdict.NoOpinion);
        Verdict(s_strict, Ask.May("get", "pods", user: Ask.User(oid: oid))).ShouldBe(Nines.Guard.Decisions.Verdict.Deny);
    }

    [Fact]
    public void Several_object_ids_count_as_missing()
    {
        UserIdentity user = Ask.User();
        user = user with { Extra = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("oid", [Ask.Oid, "bbbbbbbb-0000-4000-8000-000000000001"]) };
        Verdict(s_strict, Ask.May("get", "pods", user: user)).ShouldBe(Nines.Guard.Decisions.Verdict.Deny);
    }

    [Theory]
    [InlineData("get", "/api", true)]
    [InlineData("get", "/apis/apps/v1", true)]
    [InlineData("get", "/openapi/v3/apis/apps/v1", true)]
    [InlineData("get", "/version/", true)]
    [InlineData("get", "/healthz", true)]
    [InlineData("get", "/apiary", false)]
    [InlineData("get", "/API", false)]
    [InlineData("post", "/api", false)]
    [InlineData("*", "/api", false)]
    [InlineData("get", "/api/../metrics", false)]
    [InlineData("get", "/api/%2e%2e/metrics", false)]
    [InlineData("get", "/api//x", false)]
    [InlineData("get", "/api/*", false)]
    [InlineData("get", "/metrics", false)]
    public void Discovery_is_allowed_to_every_Entra_user_when_configured(string verb, string path, bool isOpen)
    {
        Verdict(s_rules, Ask.Path(verb, path)).ShouldBe(isOpen ? Nines.Guard.Decisions.Verdict.Allow : null);
        Verdict(s_strict, Ask.Path(verb, path)).ShouldBeNull();
    }

    private static Verdict? Verdict(LocalRules rules, AccessQuestion question)
    {
        AccessDecision? decision = rules.Decide(question);
        decision?.Source.ShouldBe(AnswerSource.Rule);
        decision?.AnswerId.ShouldBe(UInt128.Zero);
        return decision?.Verdict;
    }
}
