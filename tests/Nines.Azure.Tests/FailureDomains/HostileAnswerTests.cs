using Nines.Azure.FailureDomains;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tokens;

namespace Nines.Azure.Tests.FailureDomains;

public sealed class HostileAnswerTests
{
    [Fact]
    public async Task A_list_that_goes_on_at_another_server_is_not_followed()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        await using ArmSite other = await ArmSite.StartAsync();
        site.PutSet("apps", 2);
        site.Server.Faults.Set(PathKind.Instances, new Fault(Body: $$"""{"value":[],"nextLink":"{{other.Server.BaseAddress}}next"}"""));
        DomainReading reading = await site.ReadSetAsync("apps", 2);
        reading.Failures.Single().Text.ShouldContain("goes on at another server");
        reading.Machines.Select(machine => machine.FaultDomain).ShouldBe([0, 1]);
        other.Server.Answers.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("not a link")]
    [InlineData("/relative")]
    [InlineData("http://127.0.0.1/x")]
    [InlineData("https://user@127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task A_link_that_is_none_ends_the_list(string link)
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 1);
        site.Server.Faults.Set(PathKind.Instances, new Fault(Body: $$"""{"value":[],"nextLink":"{{link}}"}"""));
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        reading.Failures.Single().Reason.ShouldBe(UnknownReason.BadAnswer);
        reading.Machines.Single().UpdateDomain.ShouldBe(0);
    }

    [Fact]
    public async Task A_list_that_goes_round_in_a_circle_ends()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 1);
        string link = $"{site.Server.BaseAddress.GetLeftPart(UriPartial.Authority)}{ArmSite.SetId("apps")}/virtualMachines?x=1";
        site.Server.Faults.Set(PathKind.Instances, new Fault(Status: 200, Body: $$"""{"value":[],"nextLink":"{{link}}"}"""));
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        reading.Failures.Single().Text.ShouldEndWith(" comes back to a page that was read before.");
        site.Asked(PathKind.Instances).ShouldBe(2);
        reading.Machines.Single().UpdateDomain.ShouldBe(0);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":[7,null,[],{"properties":3}]}""")]
    [InlineData("""{"value":[{"instanceId":"0","properties":{"instanceView":[]}}]}""")]
    [InlineData("""{"value":[{"instanceId":"0","zones":[1],"properties":{"instanceView":{"platformFaultDomain":"0","platformUpdateDomain":1e300}}}]}""")]
    [InlineData("""{"value":[{"instanceId":"0","zones":["<b>"],"properties":{"instanceView":{"platformFaultDomain":-1,"platformUpdateDomain":100000}}}]}""")]
    [InlineData("""{"value":[{"instanceId":"0","location":"\ud800","properties":{}}]}""")]
    public async Task An_answer_of_another_shape_gives_no_domain_and_no_exception(string body)
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 1);
        site.Server.Faults.Set(PathKind.Instances, new Fault(Body: body));
        site.Server.Faults.Set(PathKind.InstanceView, new Fault(Body: "[]"));
        MachineDomains machine = (await site.ReadSetAsync("apps", 1)).Machines.Single();
        machine.FaultDomain.ShouldBeNull();
        machine.UpdateDomain.ShouldBeNull();
        machine.Zone.ShouldBeNull();
        machine.FaultDomainUnknown.ShouldNotBe(UnknownReason.None);
    }

    [Fact]
    public async Task An_answer_that_nests_too_deeply_or_is_too_long_is_refused()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.PutSet("apps", 1);
        site.Server.Faults.Set(PathKind.ScaleSet, new Fault(Body: new string('[', 10_000)));
        site.Server.Faults.Set(PathKind.Instances, new Fault(Body: $$"""{"value":[],"x":"{{new string('x', 100_000)}}"}"""));
        site.Options = site.Options with { MaxBytes = 50_000 };
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        reading.Failures.Select(failure => failure.Text).ShouldContain(text => text.Contains("is longer than 50,000 bytes", StringComparison.Ordinal));
        reading.Failures.Select(failure => failure.Text).ShouldContain(text => text.Contains("is not JSON", StringComparison.Ordinal));
        reading.Machines.Single().UpdateDomain.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_is_reported_without_tokens_and_escapes()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        string token = site.Server.Tokens.Issue(new TokenRequest(ArmSite.Auditor, "x"));
        site.Server.Faults.SetAll(new Fault(Status: 403, Body: $$$"""{"error":{"code":"Bad\u001b[31m","message":"Authorization: Bearer {{{token}}}\nand {{{token}}} {{{new string('y', 5_000)}}}"}}"""));
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        foreach (string text in reading.Notes)
        {
            text.ShouldNotContain(token.Split('.')[1]);
            text.ShouldNotContain(token.Split('.')[2]);
            text.ShouldNotContain('\u001b');
            text.ShouldNotContain('\n');
            text.Length.ShouldBeLessThan(1_500);
        }

        string.Join("\n", reading.Notes).ShouldContain("(removed)");
    }

    [Fact]
    public async Task When_signing_in_fails_it_is_not_tried_for_every_set()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Credential = new ArmSite.Credentials(_ => throw new InvalidOperationException("az said no: eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig"));
        site.Options = site.Options with { AtOnce = 1 };
        DomainReading reading = await site.ReadAsync([.. Enumerable.Range(0, 10).Select(n => ArmSite.Node($"set{n}", "0"))]);
        reading.Machines.ShouldAllBe(machine => machine.FaultDomainUnknown == UnknownReason.SignInFailed);
        reading.Failures.Single().Text.ShouldBe("Signing in to Azure failed: az said no: (removed)");
        site.Credential.Asked.ShouldBe(1);
        site.Server.Answers.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_a_sign_in_that_failed()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Credential = new ArmSite.Credentials(_ => "not-a-token");
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        reading.Machines.Single().FaultDomainUnknown.ShouldBe(UnknownReason.SignInFailed);
        reading.Failures.Single().Text.ShouldContain("401");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using ArmSite site = await ArmSite.StartAsync();
        site.Server.Faults.SetAll(new Fault(Status: 302));
        DomainReading reading = await site.ReadSetAsync("apps", 1);
        reading.Machines.Single().FaultDomainUnknown.ShouldNotBe(UnknownReason.None);
        reading.Failures.ShouldAllBe(failure => failure.Text.Contains("302", StringComparison.Ordinal));
    }
}
