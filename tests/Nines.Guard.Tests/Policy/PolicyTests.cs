using System.Collections.Immutable;
using Nines.Guard.Decisions;
using Nines.Guard.Policy;
using Nines.Testing;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Tests.Policy;

public sealed class PolicyTests
{
    private static readonly AccessPolicy s_twoLevels = Read(File.ReadAllText(Repository.File("examples/guard/policy.yaml")));

    [Theory]
    [InlineData("developers", "create", "pods", "", "dev", true)]
    [InlineData("developers", "get", "pods", "log", "dev", true)]
    [InlineData("developers", "list", "pods", "", "kube-system", false)]
    [InlineData("developers", "list", "pods", "", "", false)]
    [InlineData("developers", "get", "nodes", "", "", false)]
    [InlineData("operators", "list", "pods", "", "kube-system", true)]
    [InlineData("operators", "list", "pods", "", "", true)]
    [InlineData("operators", "delete", "nodes", "", "", true)]
    [InlineData("Developers", "create", "pods", "", "dev", false)]
    [InlineData("strangers", "get", "pods", "", "dev", false)]
    public async Task The_two_levels_are_developers_in_their_namespace_and_operators_everywhere(
        string group, string verb, string resource, string subresource, string space, bool allowed) =>
        (await Ask(s_twoLevels, UserIdentity.Named("anna", group), verb, "", resource, subresource, space)).ShouldBe(allowed ? Verdict.Allow : Verdict.NoOpinion);

    [Fact]
    public async Task Paths_are_for_those_who_are_allowed_everywhere()
    {
        AccessPolicy policy = Read("rules: [{name: r, groups: [g], scope: cluster, verbs: [get], nonResourcePaths: [/healthz, /metrics/*]}]");
        foreach ((string path, bool allowed) in ((string, bool)[])[("/healthz", true), ("/healthz/x", false), ("/metrics/a/b", true), ("/metrics", false)])
        {
            var question = new AccessQuestion(UserIdentity.Named("u", "g"), null, new NonResourceAttributes("get", path));
            (policy.Find(question) is not null).ShouldBe(allowed, path);
        }

        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_control_plane_is_not_answered_whatever_the_policy_says()
    {
        AccessPolicy policy = Read("rules: [{name: r, users: ['system:node:a'], groups: ['system:masters'], scope: cluster, verbs: ['*'], resources: ['*']}]");
        (await Ask(policy, UserIdentity.Named("system:node:a", "system:masters"), "get", "", "pods", "", "x")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, UserIdentity.Named("anna", "system:masters"), "get", "", "pods", "", "x")).ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task Rules_can_name_users_by_their_object_id_and_be_narrow()
    {
        AccessPolicy policy = Read("""
            rules:
            - name: reader
              users: [1111-2222]
              namespaces: [a, b]
              verbs: [get]
              apiGroups: [apps]
              resources: [deployments, "*/scale"]
              names: [web]
            """);
        var anna = new UserIdentity("anna", "", [], ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("oid", ["1111-2222"]));
        (await Ask(policy, anna, "get", "apps", "deployments", "", "a", "web")).ShouldBe(Verdict.Allow);
        (await Ask(policy, anna, "get", "apps", "statefulsets", "scale", "b", "web")).ShouldBe(Verdict.Allow);
        (await Ask(policy, anna, "get", "apps", "deployments", "status", "a", "web")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, anna, "get", "apps", "deployments", "", "c", "web")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, anna, "get", "apps", "deployments", "", "a", "other")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, anna, "get", "apps", "deployments", "", "a")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, anna, "get", "", "deployments", "", "a", "web")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, anna, "list", "apps", "deployments", "", "a", "web")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, anna with { Extra = anna.Extra.SetItem("oid", ["1111-2222", "x"]) }, "get", "apps", "deployments", "", "a", "web"))
            .ShouldBe(Verdict.NoOpinion);
    }

    [Fact]
    public async Task What_no_rule_allows_is_denied_when_that_is_wanted()
    {
        var authorizer = new PolicyAuthorizer(() => s_twoLevels, denyUnmatched: true);
        var question = new AccessQuestion(UserIdentity.Named("anna"), new ResourceAttributes("get", "", "v1", "pods", "", "dev", ""), null);
        (await authorizer.AuthorizeAsync(question, TestContext.Current.CancellationToken)).Verdict.ShouldBe(Verdict.Deny);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_place()
    {
        ReadResult<AccessPolicy> read = PolicyReader.Read(YamlDocument.Parse("""
            rules:
            - name: a
              groups: [g]
              namespace: [dev]
              verbs: [get]
              resources: [pods]
            - name: a
              groups: g
              scope: world
              verbs: []
              nonResourcePaths: ["/a*b"]
            - 7
            rule: []
            """, "policy.yaml").Value!);

        string[] faults = [.. read.Diagnostics.Select(fault => fault.ToString())];
        faults.ShouldContain(fault => fault.StartsWith("policy.yaml:4:3: 'namespace' is not a known key") && fault.EndsWith("Did you mean 'namespaces'?"));
        faults.ShouldContain(fault => fault.Contains("has no scope"));
        faults.ShouldContain(fault => fault.Contains("the name 'a' is duplicated"));
        faults.ShouldContain(fault => fault.StartsWith("policy.yaml:8:11: groups is not a list"));
        faults.ShouldContain(fault => fault.Contains("has the scope 'world'"));
        faults.ShouldContain(fault => fault.Contains("has no verbs"));
        faults.ShouldContain(fault => fault.Contains("'/a*b'"));
        faults.ShouldContain(fault => fault.StartsWith("policy.yaml:12:3: expected a rule"));
        faults.ShouldContain(fault => fault.StartsWith("policy.yaml:13:1: 'rule' is not a known key"));
        read.Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("7")]
    [InlineData("rules: {}")]
    [InlineData("{}")]
    [InlineData("rules: [{name: r, groups: ['*'], scope: cluster, verbs: ['*'], resources: ['*']}]")]
    [InlineData("rules: [{name: r, groups: [g], scope: cluster, namespaces: [a], verbs: ['*'], resources: ['*']}]")]
    [InlineData("rules: [{name: r, groups: [''], scope: cluster, verbs: ['*'], resources: ['*']}]")]
    [InlineData("rules: [{name: r, groups: [g], namespaces: [a], verbs: ['*'], nonResourcePaths: ['/x']}]")]
    public void What_could_be_misread_is_refused(string yaml) =>
        PolicyReader.Read(YamlDocument.Parse(yaml, "p.yaml").Value!).IsValid.ShouldBeFalse();

    private static AccessPolicy Read(string yaml)
    {
        ReadResult<AccessPolicy> read = PolicyReader.Read(YamlDocument.Parse(yaml, "policy.yaml").Value!);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value!;
    }

    private static async Task<Verdict> Ask(
        AccessPolicy policy, UserIdentity user, string verb, string group, string resource, string subresource, string space, string name = "")
    {
        var question = new AccessQuestion(user, new ResourceAttributes(verb, group, "v1", resource, subresource, space, name), null);
        return (await new PolicyAuthorizer(() => policy, denyUnmatched: false).AuthorizeAsync(question, TestContext.Current.CancellationToken)).Verdict;
    }
}
