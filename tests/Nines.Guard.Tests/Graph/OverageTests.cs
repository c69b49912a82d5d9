using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Tests.Entra;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Graph;

public sealed class OverageTests
{
    [Theory]
    [InlineData(201, 11_000, 1)]
    [InlineData(250, 100, 3)]
    [InlineData(900, 30, 30)]
    public async Task Groups_that_do_not_fit_into_a_token_are_requested_page_by_page(int count, int page, int calls)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        IReadOnlyList<string> groups = tenant.GiveManyGroups(count);
        tenant.Server.Tenant.Set(settings => settings with { GraphPage = page });
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue());
        answer.User!.Groups.ShouldBe(groups);
        answer.Source.ShouldBe(AnswerSource.Upstream);
        tenant.Calls.Made.Count(call => call == "graph getMemberGroups").ShouldBe(calls);
    }

    [Fact]
    public async Task Groups_of_an_application_are_requested_too()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Tenant.Change(state => state with
        {
            ServicePrincipals = state.ServicePrincipals.SetItem(
                Cloud.Guard, state.ServicePrincipals[Cloud.Guard] with { AppRoles = ["Application.Read.All", "GroupMember.Read.All"], Groups = [Cloud.Operators] }),
        });
        (await tenant.AskAsync(tenant.Issue(Cloud.Guard, request => request with { Groups = GroupClaims.Overage }))).User!.Groups.ShouldBe([Cloud.Operators]);
    }

    [Fact]
    public async Task Nested_groups_count_and_groups_without_security_do_not()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.Server.Tenant.Put(new FakeGroup("60000000-0000-0000-0000-00000000000a", "above"));
        tenant.Server.Tenant.Put(new FakeGroup("60000000-0000-0000-0000-00000000000b", "list", SecurityEnabled: false));
        tenant.Server.Tenant.Put(new FakeGroup(Cloud.Operators, "operators", ["60000000-0000-0000-0000-00000000000a", "60000000-0000-0000-0000-00000000000b"]));
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue(change: request => request with { Groups = GroupClaims.Overage }));
        answer.User!.Groups.ShouldBe([Cloud.Operators, "60000000-0000-0000-0000-00000000000a"]);
    }

    [Fact]
    public async Task All_tokens_of_a_user_share_one_request_for_five_minutes()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(300);
        AuthenticationAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => tenant.AskAsync(tenant.Issue())));
        answers.ShouldAllBe(answer => answer.User!.Groups.Length == 300);
        Graph(tenant).ShouldBe(1);
        tenant.Clock.Advance(TimeSpan.FromSeconds(299));
        (await tenant.AskAsync(tenant.Issue())).User!.Groups.Length.ShouldBe(300);
        Graph(tenant).ShouldBe(1);
        tenant.Clock.Advance(TimeSpan.FromSeconds(1));
        (await tenant.AskAsync(tenant.Issue())).User!.Groups.Length.ShouldBe(300);
        Graph(tenant).ShouldBe(2);
    }

    [Fact]
    public async Task Groups_are_not_kept_beyond_the_end_of_the_token_that_asked()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(300);
        await tenant.AskAsync(tenant.Issue(change: request => request with { LifetimeSeconds = 60 }));
        tenant.Clock.Advance(TimeSpan.FromSeconds(60));
        await tenant.AskAsync(tenant.Issue());
        Graph(tenant).ShouldBe(2);
    }

    [Fact]
    public async Task Users_share_nothing()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(300);
        await tenant.AskAsync(tenant.Issue());
        (await tenant.AskAsync(tenant.Issue(Cloud.Developer, request => request with { Groups = GroupClaims.Overage }))).User!.Groups.ShouldBeEmpty();
        Graph(tenant).ShouldBe(2);
    }

    [Theory]
    [InlineData(500, nameof(Delivery.Whole), null)]
    [InlineData(429, nameof(Delivery.Whole), null)]
    [InlineData(403, nameof(Delivery.Whole), null)]
    [InlineData(400, nameof(Delivery.Whole), null)]
    [InlineData(0, nameof(Delivery.Cut), null)]
    [InlineData(0, nameof(Delivery.Truncated), null)]
    [InlineData(0, nameof(Delivery.Garbled), null)]
    [InlineData(0, nameof(Delivery.Whole), "{}")]
    [InlineData(0, nameof(Delivery.Whole), "[]")]
    [InlineData(0, nameof(Delivery.Whole), """{"value":["system:masters"]}""")]
    [InlineData(0, nameof(Delivery.Whole), """{"value":["{60000000-0000-0000-0000-000000000001}"]}""")]
    [InlineData(0, nameof(Delivery.Whole), """{"value":[null]}""")]
    [InlineData(0, nameof(Delivery.Whole), """{"value":[],"value":[]}""")]
    [InlineData(0, nameof(Delivery.Whole), """{"value":[],"@odata.nextLink":"https://evil.example/v1.0/next"}""")]
    [InlineData(0, nameof(Delivery.Whole), """{"value":[],"@odata.nextLink":7}""")]
    public async Task Groups_that_cannot_be_read_are_an_error_and_never_an_answer(int status, string how, string? body)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        IReadOnlyList<string> groups = tenant.GiveManyGroups(300);
        string token = tenant.Issue();
        tenant.Server.Faults.Set(PathKind.Graph, new Fault(Status: status, How: Enum.Parse<Delivery>(how), Body: body));
        (await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(token))).Part.ShouldBe("graph");

        // Nothing of it was kept.
        tenant.Server.Faults.ClearAll();
        (await tenant.AskAsync(token)).User!.Groups.ShouldBe(groups);
    }

    [Fact]
    public async Task The_guards_token_does_not_follow_a_link_to_another_server()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        await using Cloud other = await Cloud.StartAsync();
        tenant.GiveManyGroups(300);
        tenant.Server.Faults.Set(PathKind.Graph, new Fault(Body: $$"""{"value":[],"@odata.nextLink":"{{other.Server.BaseAddress}}v1.0/me/getMemberGroups"}"""));
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
        other.Server.Answers.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Pages_without_end_are_an_error()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(300);
        tenant.Server.Faults.Set(PathKind.Graph, new Fault(Status: 200, Body: $$"""{"value":[],"@odata.nextLink":"{{tenant.Server.BaseAddress}}v1.0/me/getMemberGroups"}"""));
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
        Graph(tenant).ShouldBe(32);
    }

    [Fact]
    public async Task An_unknown_user_is_refused_until_the_directory_contains_them()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        IReadOnlyList<string> groups = tenant.GiveManyGroups(300);
        string token = tenant.Issue();
        FakeUser user = tenant.Server.Tenant.State.Users[Cloud.Operator];
        tenant.Server.Tenant.Change(state => state with { Users = state.Users.Remove(Cloud.Operator) });
        (await tenant.AskAsync(token)).Refusal.ShouldBe("not in the directory");
        tenant.Server.Tenant.Put(user);
        (await tenant.AskAsync(token)).User!.Groups.ShouldBe(groups);
    }

    [Fact]
    public async Task Without_permission_to_use_Graph_such_a_token_is_an_error()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { ResolvesGroups = false });
        tenant.GiveManyGroups(300);
        await Should.ThrowAsync<GuardUnavailableException>(() => tenant.AskAsync(tenant.Issue()));
        Graph(tenant).ShouldBe(0);
    }

    [Fact]
    public async Task A_token_that_only_claims_to_have_groups_is_resolved()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(tenant.IssueWith("""{"groups":null,"hasgroups":true}"""))).User!.Groups.ShouldBe([Cloud.Operators]);
        Graph(tenant).ShouldBe(1);
    }

    private static int Graph(Tenant tenant) => tenant.Calls.Made.Count(call => call.StartsWith("graph", StringComparison.Ordinal));
}
