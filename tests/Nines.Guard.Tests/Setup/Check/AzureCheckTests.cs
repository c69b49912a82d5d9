using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.Guard.Configuration;
using Nines.Guard.Setup.Check;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Tests.Serving;
using Nines.Text;

namespace Nines.Guard.Tests.Setup.Check;

public sealed class AzureCheckTests : IAsyncLifetime
{
    private static readonly string s_files = typeof(AzureCheckTests).Assembly.Location;

    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await Cloud.StartAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    /// <summary>The settings of a guard whose Azure is elsewhere.</summary>
    public static string[] Usual(string azure) =>
    [
        $"entra.tenant={Nines.FakeAzure.FakeAzureOptions.UsualTenant}", "entra.audiences=6dae42f8-4368-4678-94ff-3960e28e3630",
        $"entra.authority={azure}/{Nines.FakeAzure.FakeAzureOptions.UsualTenant}/v2.0", $"entra.graph-endpoint={azure}",
        $"azure.resource-id={Cloud.Cluster}", $"azure.management-endpoint={azure}", "azure.credential=client-secret",
        $"azure.client-id={Cloud.GuardApp}", $"azure.client-secret={Cloud.Secret}",
    ];

    [Theory]
    [InlineData]
    [InlineData("azure.api=v2")]
    public async Task Sufficient_permissions_in_Azure_pass(params string[] settings)
    {
        (await RunAsync("azure", settings)).ShouldBeFine($"the guard signs in as {Cloud.Guard}", "checkaccess answers: NotAllowed for the guard itself");
        (await RunAsync("entra", settings)).ShouldBeFine("is one of the accepted issuers", "1 keys can verify tokens", "returns the groups of users");
    }

    [Fact]
    public async Task Without_Azure_in_the_settings_there_is_nothing_to_check()
    {
        CheckRequest request = new(Configured.By("tls.certificate=x", "tls.key=x", "tls.client-ca=x"));
        (await CheckAsync("azure", request)).Skipped.ShouldNotBeNull().ShouldContain("azure.resource-id");
        (await CheckAsync("entra", request)).Skipped.ShouldNotBeNull().ShouldContain("entra.tenant");
        (await CheckAsync("clock", request)).Skipped.ShouldNotBeNull();
        (await CheckAsync("cache", request)).Skipped.ShouldNotBeNull().ShouldContain("memory");
    }

    [Fact]
    public async Task A_refused_credential_is_reported_without_the_secret()
    {
        CheckResult result = await RunAsync("azure", "azure.client-secret=canary");
        CheckFinding found = result.ShouldTell(Severity.Error, "");
        found.Where.ShouldBe("azure.credential");
        found.Fix.ShouldContain("whether the secret has expired");
        found.ToString().ShouldNotContain("canary");
        (await RunAsync("entra", "azure.client-secret=canary")).ShouldTell(Severity.Error, "").Where.ShouldBe("azure.credential");
    }

    [Fact]
    public async Task A_missing_permission_is_reported_with_its_fix()
    {
        _cloud.Server.Tenant.RemoveRoleAssignment("a0000000-0000-0000-0000-000000000001").ShouldBeTrue();
        CheckFinding found = (await RunAsync("azure")).ShouldTell(Severity.Error, "checkaccess answers 403: the guard lacks permission");
        found.Expected.ShouldContain("Microsoft.Authorization/*/read");
        found.Fix.ShouldContain($"--assignee-object-id {Cloud.Guard}");
        found.Fix.ShouldContain($"--scope {Cloud.Cluster}");
    }

    [Fact]
    public async Task A_missing_cluster_is_reported()
    {
        _cloud.Server.Tenant.Change(state => state with { MissingScopes = state.MissingScopes.Add(Cloud.Cluster) });
        (await RunAsync("azure")).ShouldTell(Severity.Error, $"checkaccess answers 404: there is no {Cloud.Cluster}").Fix.ShouldContain("az aks show");
    }

    [Theory]
    [InlineData(429, Severity.Warning, "Azure throttles the guard")]
    [InlineData(503, Severity.Error, "Azure answered 503")]
    [InlineData(400, Severity.Error, "checkaccess answers 400")]
    public async Task An_invalid_answer_is_reported(int status, object severity, string what)
    {
        _cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(status, RetryAfterSeconds: status == 429 ? 30 : 0));
        (await RunAsync("azure")).ShouldTell((Severity)severity, what);
    }

    [Fact]
    public async Task An_answer_without_a_decision_is_reported()
    {
        _cloud.Server.Faults.Set(PathKind.CheckAccess, new Fault(200, Body: "[]"));
        (await RunAsync("azure")).ShouldTell(Severity.Error, "checkaccess answers without a decision");
    }

    [Fact]
    public async Task Every_check_reports_an_unreachable_Azure()
    {
        await _cloud.DisposeAsync();
        (await RunAsync("azure")).ShouldTell(Severity.Error, "no connection");
        (await RunAsync("entra")).ShouldTell(Severity.Error, "no connection");
        (await RunAsync("clock")).Findings.Select(finding => finding.Severity).ShouldBe([Severity.Note]);
    }

    [Fact]
    public async Task A_hanging_Azure_is_reported_in_time()
    {
        _cloud.Server.Faults.SetAll(new Fault(How: Delivery.Hang));
        (await RunAsync("azure", "azure.timeout=200ms")).ShouldTell(Severity.Error, "");
        (await RunAsync("entra", "azure.timeout=200ms")).ShouldTell(Severity.Error, "no answer within 0.2 s");
    }

    [Fact]
    public async Task Wrong_discovery_documents_and_unusable_keys_are_reported()
    {
        (await RunAsync("entra", "entra.issuers=https://elsewhere.example.com/")).ShouldTell(Severity.Error, "the issuer is").Expected.ShouldContain("elsewhere");
        _cloud.Server.Faults.Set(PathKind.Keys, new Fault(200, Body: """{"keys":[]}"""));
        (await RunAsync("entra")).ShouldTell(Severity.Error, "contains no key");
        _cloud.Server.Faults.Set(PathKind.Discovery, new Fault(200, Body: """{"issuer":"x","jwks_uri":"http://elsewhere.example.com"}"""));
        (await RunAsync("entra")).ShouldTell(Severity.Error, "is not an OpenID Connect discovery document");
        _cloud.Server.Faults.Set(PathKind.Discovery, new Fault(404));
        (await RunAsync("entra")).ShouldTell(Severity.Error, "answers 404");
    }

    [Fact]
    public async Task Graph_permissions_are_checked_where_Graph_is_used()
    {
        FakeServicePrincipal guard = _cloud.Server.Tenant.State.ServicePrincipals[Cloud.Guard];
        _cloud.Server.Tenant.Put(guard with { AppRoles = ["User.Read.All"] });
        (await RunAsync("entra")).ShouldTell(Severity.Warning, "the guard has User.Read.All there").Expected.ShouldContain("GroupMember.Read.All");
        _cloud.Server.Tenant.Put(guard with { AppRoles = [] });
        (await RunAsync("entra")).ShouldTell(Severity.Warning, "the guard has no permission there");
        (await RunAsync("entra", "entra.resolve-groups=false")).ShouldBeFine("get an error");
        _cloud.Server.Tenant.Put(guard with { AppRoles = ["Directory.Read.All"] });
        (await RunAsync("entra")).ShouldBeFine("returns the groups of users");
        (await RunAsync("entra", "azure.resource-id=", "azure.decision-endpoint=", "azure.credential=workload-identity", "azure.client-id=", "azure.client-secret="))
            .ShouldTell(Severity.Warning, "is not set").Where.ShouldBe("azure.client-id");
    }

    [Theory]
    [InlineData(0, null, "the clock agrees with 127.0.0.1")]
    [InlineData(-5, Severity.Warning, "s behind")]
    [InlineData(30, Severity.Warning, "s ahead")]
    [InlineData(-90, Severity.Error, "s behind")]
    [InlineData(3600, Severity.Error, "s ahead")]
    public async Task A_wrong_clock_is_reported_with_its_difference(int seconds, object? severity, string what)
    {
        CheckResult result = await CheckAsync("clock", Request(), new ShiftedTime(TimeSpan.FromSeconds(seconds)));
        if (severity is null)
        {
            result.ShouldBeFine(what);
            return;
        }

        // Entra ID and the resource manager are one server here: one finding.
        CheckFinding found = result.ShouldTell((Severity)severity, what);
        double told = double.Parse(found.What.Split(' ')[^3], System.Globalization.CultureInfo.InvariantCulture);
        told.ShouldBeInRange(Math.Abs(seconds) - 2, Math.Abs(seconds) + 0.1);
    }

    [Fact]
    public void A_clock_difference_is_reported_only_beyond_its_error_bounds()
    {
        DateTimeOffset at = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        TimeSpan second = TimeSpan.FromSeconds(1);

        // An answer that took long says little: it may have been made at any time in between.
        ClockCheck.Ahead(at, at.AddSeconds(5), at.AddSeconds(4), second).ShouldBe(TimeSpan.Zero);
        ClockCheck.Ahead(at, at.AddSeconds(5), at.AddSeconds(-0.5), second).ShouldBe(TimeSpan.Zero);
        ClockCheck.Ahead(at, at.AddSeconds(5), at.AddSeconds(7), second).ShouldBe(TimeSpan.FromSeconds(-2));
        ClockCheck.Ahead(at, at.AddSeconds(5), at.AddSeconds(-3), second).ShouldBe(TimeSpan.FromSeconds(2));
    }

    private CheckRequest Request(params string[] settings)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal) { ["tls.certificate"] = s_files, ["tls.key"] = s_files, ["tls.client-ca"] = s_files };
        foreach (string setting in Usual(_cloud.Server.BaseAddress.GetLeftPart(UriPartial.Authority)).Append($"azure.decision-endpoint={_cloud.Server.BaseAddress.GetLeftPart(UriPartial.Authority)}").Concat(settings))
        {
            string[] parts = setting.Split('=', 2);
            all[parts[0]] = parts[1];
        }

        ConfiguredSettings configured = Configured.By([.. all.Select(pair => $"{pair.Key}={pair.Value}")]);
        return new CheckRequest(configured);
    }

    private Task<CheckResult> RunAsync(string name, params string[] settings) => CheckAsync(name, Request(settings));

    private static async Task<CheckResult> CheckAsync(string name, CheckRequest request, TimeProvider? time = null)
    {
        GuardCheck check = GuardChecks.All(request, time ?? TimeProvider.System).Single(check => check.Name == name);
        return (await CheckRunner.RunAsync([check], TimeSpan.FromSeconds(30), TimeProvider.System, TestLimit.Token)).Checks.Single();
    }

    /// <summary>The clock of a machine that is off.</summary>
    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
