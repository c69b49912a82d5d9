using System.Collections.Immutable;
using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Composition;
using Nines.Guard.Decisions;
using Nines.Guard.Policy;
using Nines.Guard.Serving;
using Nines.Guard.Telemetry;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Tests.Upstream;
using Nines.Testing;
using Nines.Testing.Processes;
using Nines.Text;

namespace Nines.Guard.Tests.Serving.Composition;

/// <summary>The parts as a guard puts them together from its settings, against a stand-in for Azure.</summary>
public sealed class AzureBuildTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Instruments _instruments = new();
    private readonly GuardLog _log;

    public AzureBuildTests() => _log = new GuardLog(Stream.Null, new LogFormat(hashUsers: false), TimeProvider.System, _instruments.LogLost);

    [Fact]
    public async Task Entra_tokens_authenticate_and_role_assignments_authorize()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        await using GuardParts parts = await StartAsync(cloud);
        UserIdentity developer = (await AuthenticateAsync(parts, cloud.Server.Tokens.Issue(new TokenRequest(Cloud.Developer, TokenRequest.AksServer)))).User!;
        (developer.Name, developer.ObjectId).ShouldBe(("dev@example.com", Cloud.Developer));
        (await DecideAsync(parts, developer, "dev")).ShouldBe(Verdict.Allow);
        (await DecideAsync(parts, developer, "kube-system")).ShouldBe(Verdict.Deny);
        UserIdentity operators = (await AuthenticateAsync(parts, cloud.Server.Tokens.Issue(new TokenRequest(Cloud.Operator, TokenRequest.AksServer, Version: 2)))).User!;
        operators.Groups.ShouldContain(Cloud.Operators);
        (await DecideAsync(parts, operators, "kube-system")).ShouldBe(Verdict.Allow);
        (await AuthenticateAsync(parts, cloud.Server.Tokens.Issue(new TokenRequest(Cloud.Developer, "another application")))).User.ShouldBeNull();
    }

    [Theory]
    [InlineData("azure.credential=managed-identity", "azure.identity-endpoint={0}/metadata/identity/oauth2/token")]
    [InlineData("azure.credential=aks-token-url", "azure.token-url={0}/aks/token")]
    [InlineData("azure.credential=workload-identity", "azure.federated-token-file={1}")]
    public async Task The_guard_signs_in_with_every_kind_of_credential(params string[] credential)
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string file = _folder.Write("assertion", cloud.Server.Tokens.ServiceAccount("system:serviceaccount:nines:guard"));
        string home = cloud.Server.BaseAddress.AbsoluteUri.TrimEnd('/');
        await using GuardParts parts = await StartAsync(cloud, [.. credential.Select(setting => setting.Replace("{0}", home, StringComparison.Ordinal).Replace("{1}", file, StringComparison.Ordinal))]);
        (await DecideAsync(parts, User(Cloud.Developer), "dev")).ShouldBe(Verdict.Allow);

        // Too many groups for a token: asked for at Graph, with a token of the guard's own or of the user's.
        string token = cloud.Server.Tokens.Issue(new TokenRequest(Cloud.Operator, TokenRequest.AksServer, Groups: GroupClaims.Overage));
        (await AuthenticateAsync(parts, token)).User!.Groups.ShouldContain(Cloud.Operators);
    }

    [Fact]
    public async Task The_policy_decision_point_can_decide()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        await using GuardParts parts = await StartAsync(cloud, "azure.api=v2", $"azure.decision-endpoint={cloud.Server.BaseAddress.AbsoluteUri.TrimEnd('/')}");
        (await DecideAsync(parts, User(Cloud.Developer), "dev")).ShouldBe(Verdict.Allow);
        cloud.Server.Answers.Read().ShouldContain(answer => answer.Kind == PathKind.Pdp);
    }

    [Fact]
    public async Task The_token_file_and_the_policy_are_evaluated_first()
    {
        await using Cloud cloud = await Cloud.StartAsync();
        string tokens = _folder.Write("tokens.csv", "olga-token,olga,1,\"break-glass\"\n");
        string policy = _folder.Write("policy.yaml", "rules:\n- name: break-glass\n  groups: [break-glass]\n  namespaces: [\"*\"]\n  verbs: [\"*\"]\n  resources: [\"*\"]\n");
        await using GuardParts parts = await StartAsync(cloud, $"tokens.file={tokens}", $"policy.file={policy}");
        UserIdentity olga = (await AuthenticateAsync(parts, "olga-token")).User!;
        (await DecideAsync(parts, olga, "kube-system")).ShouldBe(Verdict.Allow);
        (await DecideAsync(parts, User(Cloud.Developer), "dev")).ShouldBe(Verdict.Allow);
        parts.NotReady.ShouldBeEmpty("there is always something that can be answered");
    }

    [Fact]
    public async Task Without_Azure_settings_no_Azure_part_is_created()
    {
        (GuardParts? parts, ImmutableArray<Diagnostic> faults) = await CreateAsync(TimeProvider.System, "tls.certificate=a", "tls.key=b", "tls.client-ca=c");
        faults.ShouldBeEmpty();
        await using GuardParts made = parts!;
        made.Authenticator.ShouldBeNull();
        made.Authorizer.ShouldBeOfType<PolicyAuthorizer>();
        made.NotReady.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_ready_once_Azure_and_the_keys_are_available_and_reports_the_missing_one()
    {
        ManualClock clock = new();
        await using Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock });
        cloud.Server.Faults.Set(PathKind.Token, new Fault(Status: 401));
        cloud.Server.Faults.Set(PathKind.Discovery, new Fault(Status: 404));
        await using GuardParts parts = await StartAsync(cloud, clock, []);
        await Drive.UntilAsync(() => Reasons(parts).Contains("it answered 401", StringComparison.Ordinal) && Reasons(parts).Contains("answered with status 404", StringComparison.Ordinal));
        cloud.Server.Faults.ClearAll();
        await Drive.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return Reasons(parts).Length == 0;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _instruments.Dispose();
        _folder.Dispose();
    }

    private static string Reasons(GuardParts parts) => string.Join('\n', parts.NotReady.Select(check => check()).OfType<string>());

    private static async Task<AuthenticationAnswer> AuthenticateAsync(GuardParts parts, string token) =>
        await parts.Authenticator!.AuthenticateAsync(token, [], TestLimit.Token);

    private static async Task<Verdict> DecideAsync(GuardParts parts, UserIdentity user, string place) =>
        (await parts.Authorizer!.AuthorizeAsync(new AccessQuestion(user, new ResourceAttributes("get", "", "v1", "pods", "", place, ""), null), TestLimit.Token)).Verdict;

    private static UserIdentity User(string oid) => Upstream.Rbac.Ask.User("somebody", oid);

    private Task<GuardParts> StartAsync(Cloud cloud, params string[] more) => StartAsync(cloud, TimeProvider.System, more);

    private async Task<GuardParts> StartAsync(Cloud cloud, TimeProvider time, string[] more)
    {
        string home = cloud.Server.BaseAddress.AbsoluteUri.TrimEnd('/');
        string[] credential = more.Any(setting => setting.StartsWith("azure.credential=", StringComparison.Ordinal))
            ? [] : ["azure.credential=client-secret", $"azure.client-secret={Cloud.Secret}"];
        (GuardParts? parts, ImmutableArray<Diagnostic> faults) = await CreateAsync(
            time,
            [
                "tls.certificate=a", "tls.key=b", "tls.client-ca=c", $"entra.tenant={cloud.Server.Tenant.Id}", $"entra.audiences={TokenRequest.AksServer}",
                $"entra.authority={home}/{cloud.Server.Tenant.Id}/v2.0", $"entra.graph-endpoint={home}", $"azure.resource-id={Cloud.Cluster}", $"azure.management-endpoint={home}",
                $"azure.client-id={Cloud.GuardApp}", .. credential, .. more,
            ]);
        faults.ShouldBeEmpty();
        foreach (Func<CancellationToken, ValueTask> start in parts!.Starts)
        {
            await start(TestLimit.Token);
        }

        return parts;
    }

    private async Task<(GuardParts? Parts, ImmutableArray<Diagnostic> Faults)> CreateAsync(TimeProvider time, params string[] settings) =>
        await GuardComposition.CreateAsync(Configured.By(settings), GuardRun.EmbeddedPolicy(), _log, _instruments, time);
}
