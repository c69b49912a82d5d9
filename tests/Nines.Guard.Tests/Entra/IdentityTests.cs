using Nines.FakeAzure.Tokens;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Tests.FakeAzure;

namespace Nines.Guard.Tests.Entra;

public sealed class IdentityTests
{
    [Fact]
    public async Task A_member_is_named_by_the_principal_name_with_object_id_and_groups()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue());
        answer.Refusal.ShouldBeNull();
        answer.User!.Name.ShouldBe("op@example.com");
        answer.User.Uid.ShouldBe(Cloud.Operator);
        answer.User.ObjectId.ShouldBe(Cloud.Operator);
        answer.User.Groups.ShouldBe([Cloud.Operators]);
        answer.NotAfter.ShouldBe(tenant.Clock.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_guest_is_named_by_the_object_id_because_guests_choose_their_other_names(int version)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue(Tenant.Guest, request => request with { Version = version }));
        answer.User!.Name.ShouldBe(Tenant.Guest);
        answer.User.Groups.ShouldBe([Cloud.Operators]);
    }

    [Theory]
    [InlineData("preferred_username")]
    [InlineData("unique_name")]
    [InlineData("email")]
    [InlineData("name")]
    public async Task Claims_for_display_do_not_identify_users(string claim)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.IssueWith($$"""{"{{claim}}":"op@example.com"}""", Tenant.Guest));
        answer.User!.Name.ShouldBe(Tenant.Guest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_application_is_named_by_its_object_id(int version)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.Issue(Cloud.Guard, request => request with { Version = version }));
        answer.User!.Name.ShouldBe(Cloud.Guard);
        answer.User.ObjectId.ShouldBe(Cloud.Guard);
    }

    [Fact]
    public async Task A_member_is_named_by_the_object_id_when_configured()
    {
        await using Tenant tenant = await Tenant.StartAsync(options => options with { Username = EntraUsername.Oid });
        (await tenant.AskAsync(tenant.Issue())).User!.Name.ShouldBe(Cloud.Operator);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Tokens_of_both_versions_are_accepted(int version)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(tenant.Issue(change: request => request with { Version = version }))).User.ShouldNotBeNull();
        tenant.Calls.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("RS384")]
    [InlineData("PS512")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Tokens_of_every_accepted_algorithm_are_accepted(string algorithm)
    {
        await using Tenant tenant = await Tenant.StartAsync(algorithm: algorithm);
        (await tenant.AskAsync(tenant.Issue())).User.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("{60000000-0000-0000-0000-000000000001}")]
    [InlineData("urn:uuid:60000000-0000-0000-0000-000000000001")]
    [InlineData("60000000000000000000000000000001")]
    [InlineData("(60000000-0000-0000-0000-000000000001)")]
    [InlineData(" 60000000-0000-0000-0000-000000000001")]
    [InlineData("+6000000-0000-0000-0000-000000000001")]
    [InlineData("0x600000-0000-0000-0000-000000000001")]
    [InlineData("system:masters")]
    [InlineData("")]
    public async Task A_group_that_is_not_a_plain_GUID_is_omitted(string group)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.IssueWith($$"""{"groups":["{{group}}","{{Cloud.Operators}}"]}"""));
        answer.User!.Groups.ShouldBe([Cloud.Operators]);
    }

    [Theory]
    [InlineData("""{"groups":"60000000-0000-0000-0000-000000000001"}""")]
    [InlineData("""{"groups":[1]}""")]
    [InlineData("""{"groups":{}}""")]
    public async Task Groups_of_another_shape_are_refused(string claims) => await RefusedAsync(claims, "claims not readable");

    [Theory]
    [InlineData("""{"oid":null}""")]
    [InlineData("""{"oid":"op@example.com"}""")]
    [InlineData("""{"oid":"{0b000000-0000-0000-0000-000000000002}"}""")]
    [InlineData("""{"oid":7}""")]
    public async Task A_token_without_a_plain_object_id_is_refused(string claims) => await RefusedAsync(claims, "no object id");

    [Theory]
    [InlineData("system:masters")]
    [InlineData("SYSTEM:admin")]
    [InlineData("system:node:one")]
    [InlineData("op\\u0000@example.com")]
    public async Task A_name_reserved_by_Kubernetes_is_refused(string upn) => await RefusedAsync($$"""{"upn":"{{upn}}"}""", "reserved name");

    [Fact]
    public async Task A_token_that_is_bound_to_a_key_is_refused() => await RefusedAsync("""{"cnf":{"kid":"k"}}""", "bound to a key of its holder");

    [Fact]
    public async Task A_token_of_an_application_without_groups_needs_no_graph()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        (await tenant.AskAsync(tenant.Issue(change: request => request with { Groups = GroupClaims.None }))).User!.Groups.ShouldBeEmpty();
        tenant.Calls.Made.ShouldNotContain(call => call.StartsWith("graph", StringComparison.Ordinal));
    }

    private static async Task RefusedAsync(string claims, string why)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        AuthenticationAnswer answer = await tenant.AskAsync(tenant.IssueWith(claims));
        answer.User.ShouldBeNull();
        answer.Refusal.ShouldBe(why);
    }
}
