using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;

namespace Nines.Guard.Tests.Upstream.Rbac;

public sealed class ActionMapperTests
{
    private const string Prefix = "P/c";

    private static readonly RbacOptions s_options = new() { ResourceId = "/r" };

    // A small Azure: names as its list has them, with what is no resource of Kubernetes among them.
    private static readonly OperationTable s_known = Table(
        "P/c/read", "P/c/listClusterUserCredential/action", "P/c/pods/read", "P/c/pods/write", "P/c/pods/delete", "P/c/pods/exec/action",
        "P/c/nodes/read", "P/c/users/impersonate/action", "P/c/apps/deployments/read", "P/c/apps/deployments/write",
        "P/c/metrics.k8s.io/pods/read", "P/c/metrics.k8s.io/nodes/read", "P/c/healthz/read", "P/c/healthz/etcd/read", "P/c/openapi/v2/read",
        "P/c/rbac.authorization.k8s.io/roles/bind/action", "P/c/customresources/read", "P/cx/secrets/read", "Q/c/secrets/read");

    [Theory]
    [InlineData("get", "pods", "pods/read")]
    [InlineData("list", "pods", "pods/read")]
    [InlineData("watch", "deployments.apps", "apps/deployments/read")]
    [InlineData("create", "pods", "pods/write")]
    [InlineData("update", "pods", "pods/write")]
    [InlineData("patch", "pods/status", "pods/write")]
    [InlineData("delete", "pods", "pods/delete")]
    [InlineData("deletecollection", "jobs.batch", "batch/jobs/delete")]
    [InlineData("bind", "clusterroles.rbac.authorization.k8s.io", "rbac.authorization.k8s.io/clusterroles/bind/action")]
    [InlineData("escalate", "roles.rbac.authorization.k8s.io", "rbac.authorization.k8s.io/roles/escalate/action")]
    [InlineData("use", "podsecuritypolicies.policy", "policy/podsecuritypolicies/use/action")]
    [InlineData("impersonate", "users", "users/impersonate/action")]
    [InlineData("impersonate", "userextras.authentication.k8s.io/scopes", "authentication.k8s.io/userextras/impersonate/action")]
    [InlineData("approve", "signers.certificates.k8s.io", "certificates.k8s.io/signers/approve/action")]
    [InlineData("sign", "signers.certificates.k8s.io", "certificates.k8s.io/signers/sign/action")]
    [InlineData("create", "pods/exec", "pods/exec/action")]
    [InlineData("get", "pods/exec", "pods/exec/action")]
    [InlineData("get", "pods/log", "pods/read")]
    [InlineData("create", "pods/portforward", "pods/write")]
    [InlineData("create", "pods/attach", "pods/write")]
    [InlineData("get", "pods/*", "pods/exec/action pods/read")]
    [InlineData("create", "things.example.com/exec", "example.com/things/write")]
    [InlineData("list", "foos.example.com", "example.com/foos/read")]
    public void A_verb_on_a_resource_is_an_action(string verb, string what, string expected) => Ids(Ask.May(verb, what)).ShouldBe(expected.Split(' '));

    [Theory]
    [InlineData("get", "/healthz", "healthz/read")]
    [InlineData("get", "/healthz/", "healthz/read")]
    [InlineData("head", "/livez/poststarthook/rbac/bootstrap-roles", "livez/poststarthook/rbac/bootstrap-roles/read")]
    [InlineData("post", "/logs", "logs/write")]
    [InlineData("put", "/logs", "logs/write")]
    [InlineData("delete", "/metrics", "metrics/delete")]
    [InlineData("*", "/metrics", "metrics/delete metrics/read metrics/write")]
    [InlineData("get", "/.well-known/openid-configuration", ".well-known/openid-configuration/read")]
    public void A_verb_on_a_path_is_an_action(string verb, string path, string expected) => Ids(Ask.Path(verb, path)).ShouldBe(expected.Split(' '));

    [Theory]
    [InlineData("get", "/")]
    [InlineData("get", "")]
    [InlineData("get", "/a//b")]
    [InlineData("get", "/a/../b")]
    [InlineData("get", "/a/./b")]
    [InlineData("get", "/*")]
    [InlineData("get", "/a b")]
    [InlineData("get", "/a%2fb")]
    [InlineData("get", "/ä")]
    [InlineData("options", "/metrics")]
    [InlineData("", "/metrics")]
    public void A_path_that_Azure_cannot_name_is_refused(string verb, string path) => Map(Ask.Path(verb, path)).Refusal.ShouldNotBeNull();

    [Theory]
    [InlineData("", "pods", "", "")]
    [InlineData("get", "", "", "")]
    [InlineData("get", "apps/deployments", "", "")]
    [InlineData("get", "..", "", "")]
    [InlineData("get", "pods", "apps/../x", "")]
    [InlineData("get", "pods", "", "a//b")]
    [InlineData("get", "po\nds", "", "")]
    [InlineData("get\0", "pods", "", "")]
    [InlineData("get", "pods*", "", "")]
    public void A_name_that_could_change_the_segments_of_an_action_is_refused(string verb, string resource, string group, string subresource)
    {
        AccessQuestion plain = Ask.May("get", "pods");
        Map(plain with { Resource = plain.Resource! with { Verb = verb, Resource = resource, Group = group, Subresource = subresource } }).Refusal.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("*", "*.*", "", "apps/deployments/read apps/deployments/write metrics.k8s.io/nodes/read metrics.k8s.io/pods/read nodes/read pods/delete pods/exec/action pods/read pods/write rbac.authorization.k8s.io/roles/bind/action users/impersonate/action")]
    [InlineData("get", "*.*", "", "apps/deployments/read metrics.k8s.io/nodes/read metrics.k8s.io/pods/read nodes/read pods/read")]
    [InlineData("get", "*.*", "dev", "apps/deployments/read metrics.k8s.io/pods/read pods/read")]
    [InlineData("*", "*", "dev", "pods/delete pods/exec/action pods/read pods/write")]
    [InlineData("delete", "*.*", "", "pods/delete")]
    [InlineData("list", "*.apps", "", "apps/deployments/read")]
    [InlineData("get", "pods.*", "", "metrics.k8s.io/pods/read pods/read")]
    [InlineData("*", "nodes", "", "nodes/read")]
    [InlineData("*", "pods/exec", "", "pods/exec/action")]
    [InlineData("create", "*/exec", "", "pods/exec/action")]
    [InlineData("create", "*.*/*", "", "apps/deployments/write pods/exec/action pods/write")]
    [InlineData("*", "foos.example.com", "", "example.com/foos/delete example.com/foos/read example.com/foos/write")]
    public void Wildcards_stand_for_every_operation_that_Azure_lists(string verb, string what, string space, string expected)
    {
        AccessQuestion question = Ask.May(verb, what, space);
        new ActionMapper(s_options).NeedsOperations(question).ShouldBeTrue();
        Ids(question, known: s_known).Where(id => expected.Split(' ').Contains(id) || what != "*/exec").ShouldBe(expected.Split(' '));
    }

    [Fact]
    public void A_wildcard_without_a_match_is_refused() =>
        Map(Ask.May("get", "*.example.com"), known: s_known).Refusal.ShouldBe("Azure has no operations for what was asked");

    [Theory]
    [InlineData("get", "foos.example.com", "customresources/read")]
    [InlineData("patch", "foos.example.com/status", "customresources/write")]
    [InlineData("deletecollection", "foos.example.com", "customresources/delete")]
    [InlineData("*", "foos.example.com", "customresources/delete customresources/read customresources/write")]
    [InlineData("get", "*.example.com", "customresources/read")]
    [InlineData("get", "mine.apps", "customresources/read")]
    [InlineData("explode", "foos.example.com", "example.com/foos/explode/action")]
    [InlineData("get", "deployments.apps", "apps/deployments/read")]
    public void Unlisted_resources_are_custom_when_configured(string verb, string what, string expected)
    {
        RbacOptions options = s_options with { CustomResources = true };
        Ids(Ask.May(verb, what), options, s_known).ShouldBe(expected.Split(' '));
        CheckAction first = Map(Ask.May(verb, what), options, s_known).Actions[0];
        bool isCustom = !what.StartsWith("deployments", StringComparison.Ordinal);
        string[] names = what.Split('/')[0].Split('.', 2);
        first.Attributes.ShouldBe(isCustom
            ?
            [
                new("Microsoft.ContainerService/managedClusters/customResources:group", names[1]),
                new("Microsoft.ContainerService/managedClusters/customResources:kind", names[0]),
            ]
            : []);
    }

    [Fact]
    public void Everything_includes_custom_resources()
    {
        string[] ids = Ids(Ask.May("*", "*.*"), s_options with { CustomResources = true }, s_known);
        ids.ShouldContain("customresources/write");
        ids.Length.ShouldBe(11 + 3);
    }

    [Theory]
    [InlineData("get", "pods/log", "log")]
    [InlineData("create", "pods/exec", "exec")]
    [InlineData("create", "pods/portforward", "portforward")]
    [InlineData("update", "deployments.apps/scale", "scale")]
    [InlineData("get", "pods/logs", null)]
    [InlineData("get", "pods/status", null)]
    [InlineData("get", "pods", null)]
    [InlineData("get", "deployments.example.com/scale", null)]
    public void Subresources_for_conditions_have_their_API_names(string verb, string what, string? told)
    {
        CheckAction action = Map(Ask.May(verb, what), s_options with { SubresourceAttributes = true }).Actions.Single();
        action.Attributes.ShouldBe(told is null ? [] : [new("Microsoft.ContainerService/managedClusters/resources:subresource", told)]);
        Map(Ask.May(verb, what)).Actions.Single().Attributes.ShouldBeEmpty();
    }

    private static OperationTable Table(params string[] names) => new(names.Select(name => OperationName.Read(name, Prefix)).OfType<KnownOperation>());

    private static ActionMapping Map(AccessQuestion question, RbacOptions? options = null, OperationTable? known = null) =>
        new ActionMapper(options ?? s_options).Map(question, Prefix, known);

    private static string[] Ids(AccessQuestion question, RbacOptions? options = null, OperationTable? known = null)
    {
        ActionMapping mapping = Map(question, options, known);
        mapping.Refusal.ShouldBeNull();
        mapping.Actions.ShouldAllBe(action => action.Id.StartsWith(Prefix + "/", StringComparison.Ordinal));
        return [.. mapping.Actions.Select(action => action.Id[(Prefix.Length + 1)..])];
    }
}
