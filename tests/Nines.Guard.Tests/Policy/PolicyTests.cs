using System.Collections.Immutable;
using Nines.Guard.Decisions;
using Nines.Guard.Policy;
using Nines.Guard.Tests.Decisions;
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
    public async Task The_embedded_policy_allows_developers_their_namespace_and_operators_everything(
        string group, string verb, string resource, string subresource, string @namespace, bool allowed) =>
        (await Ask(s_twoLevels, UserIdentity.Named("anna", group), verb, "", resource, subresource, @namespace)).ShouldBe(allowed ? Verdict.Allow : Verdict.NoOpinion);

    [Fact]
    public async Task A_prefix_covers_the_paths_below_it()
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
    public async Task System_users_are_left_to_other_authorizers()
    {
        AccessPolicy policy = Read("rules: [{name: r, users: ['system:node:a'], groups: ['system:masters'], scope: cluster, verbs: ['*'], resources: ['*']}]");
        (await Ask(policy, UserIdentity.Named("system:node:a", "system:masters"), "get", "", "pods", "", "x")).ShouldBe(Verdict.NoOpinion);
        (await Ask(policy, UserIdentity.Named("anna", "system:masters"), "get", "", "pods", "", "x")).ShouldBe(Verdict.Allow);
    }

    [Fact]
    public async Task A_rule_can_name_users_by_object_id_and_single_objects()
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
    public async Task Unmatched_requests_are_denied_when_configured()
    {
        var authorizer = new PolicyAuthorizer(() => s_twoLevels, denyUnmatched: true);
        var question = new AccessQuestion(UserIdentity.Named("anna"), new ResourceAttributes("get", "", "v1", "pods", "", "dev", ""), null);
        (await authorizer.AuthorizeAsync(question, TestLimit.Token)).Verdict.ShouldBe(Verdict.Deny);
    }

    [Fact]
    public void All_errors_are_reported_at_once_with_their_positions()
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

        read.Diagnostics.Select(each => each.ToString()).ShouldBe(
        [
            "policy.yaml:2:3: The rule 'a' has no scope. Add namespaces, or 'scope: cluster'.",
            "policy.yaml:4:3: A rule has no key 'namespace'. Did you mean 'namespaces'?",
            "policy.yaml:7:3: The rule 'a' has no verbs. Add verbs, such as [get, list, watch], or [\"*\"].",
            "policy.yaml:8:11: Expected a list of groups, found 'g'. Write [g].",
            "policy.yaml:9:10: 'world' is not a scope. Valid: cluster.",
            "policy.yaml:11:22: Expected a path such as /healthz, or a prefix such as /metrics/*, found '/a*b'.",
            "policy.yaml:12:3: Expected a rule, which is a mapping, found '7'.",
            "policy.yaml:13:1: A policy has no key 'rule'. Did you mean 'rules'?",
        ]);
        read.Value.ShouldBeNull();
    }

    [Fact]
    public void A_duplicated_name_is_reported_at_the_second_rule() =>
        PolicyReader.Read(YamlDocument.Parse("""
            rules:
            - { name: a, groups: [g], scope: cluster, verbs: [get], resources: [pods] }
            - { name: a, groups: [h], scope: cluster, verbs: [get], resources: [pods] }
            """, "policy.yaml").Value!).Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("policy.yaml:3:3: The rule 'a' is duplicated. Give each rule a name of its own.");

    [Theory]
    [InlineData("7")]
    [InlineData("rules: {}")]
    [InlineData("{}")]
    [InlineData("rules: [{name: r, groups: ['*'], scope: cluster, verbs: ['*'], resources: ['*']}]")]
    [InlineData("rules: [{name: r, groups: [g], scope: cluster, namespaces: [a], verbs: ['*'], resources: ['*']}]")]
    [InlineData("rules: [{name: r, groups: [''], scope: cluster, verbs: ['*'], resources: ['*']}]")]
    [InlineData("rules: [{name: r, groups: [g], namespaces: [a], verbs: ['*'], nonResourcePaths: ['/x']}]")]
    public void Ambiguous_policies_are_refused(string yaml) =>
        PolicyReader.Read(YamlDocument.Parse(yaml, "p.yaml").Value!).IsValid.ShouldBeFalse();

    private static AccessPolicy Read(string yaml)
    {
        ReadResult<AccessPolicy> read = PolicyReader.Read(YamlDocument.Parse(yaml, "policy.yaml").Value!);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value!;
    }

    private static async Task<Verdict> Ask(
        AccessPolicy policy, UserIdentity user, string verb, string group, string resource, string subresource, string @namespace, string name = "")
    {
        var question = new AccessQuestion(user, new ResourceAttributes(verb, group, "v1", resource, subresource, @namespace, name), null);
        return (await new PolicyAuthorizer(() => policy, denyUnmatched: false).AuthorizeAsync(question, TestLimit.Token)).Verdict;
    }
}
