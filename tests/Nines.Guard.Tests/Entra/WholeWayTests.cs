using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;
using Nines.Testing;
using Nines.Testing.Processes;

namespace Nines.Guard.Tests.Entra;

/// <summary>The authenticator with the guard's real calls and credentials, against the pretended Azure.</summary>
public sealed class WholeWayTests
{
    [Theory]
    [InlineData(nameof(CredentialKind.WorkloadIdentity))]
    [InlineData(nameof(CredentialKind.ManagedIdentity))]
    [InlineData(nameof(CredentialKind.ClientSecret))]
    [InlineData(nameof(CredentialKind.AksTokenUrl))]
    public async Task Groups_are_resolved_with_a_credential_of_the_guards_own(string kind)
    {
        await using Tenant tenant = await Tenant.StartAsync();
        IReadOnlyList<string> groups = tenant.GiveManyGroups(250);
        using Guard guard = new(tenant, Enum.Parse<CredentialKind>(kind));
        AuthenticationAnswer answer = await guard.AskAsync(tenant.Issue());
        answer.User!.Groups.ShouldBe(groups);
    }

    [Fact]
    public async Task A_missing_permission_of_the_guard_is_an_error_and_not_a_refusal()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(250);
        tenant.Server.Tenant.Change(state => state with
        {
            ServicePrincipals = state.ServicePrincipals.SetItem(Cloud.Guard, state.ServicePrincipals[Cloud.Guard] with { AppRoles = [] }),
        });
        using Guard guard = new(tenant, CredentialKind.ClientSecret);
        (await Should.ThrowAsync<GuardUnavailableException>(() => guard.AskAsync(tenant.Issue()))).Part.ShouldBe("graph");
    }

    [Fact]
    public async Task Only_the_exchanged_token_of_a_user_reaches_Graph()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(250);
        tenant.Server.Tenant.Set(settings => settings with { GraphPage = 100 });
        using Guard guard = new(tenant, CredentialKind.AksTokenUrl);
        (await guard.AskAsync(tenant.Issue())).User!.Groups.Length.ShouldBe(250);
        tenant.Server.Answers.Read().Count(answer => answer.Kind == PathKind.AksToken).ShouldBe(1);
        tenant.Server.Answers.Read().Where(answer => answer.Kind == PathKind.Graph).Select(answer => (answer.Status, answer.Principal))
            .ShouldBe(Enumerable.Repeat((200, Cloud.Operator), 3));
    }

    [Fact]
    public async Task A_failed_token_exchange_is_an_error_and_not_a_refusal()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(250);
        tenant.Server.Faults.Set(PathKind.AksToken, new Fault(Status: 401));
        using Guard guard = new(tenant, CredentialKind.AksTokenUrl);
        string token = tenant.Issue();
        GuardUnavailableException failure = await Should.ThrowAsync<GuardUnavailableException>(() => guard.AskAsync(token));
        failure.Part.ShouldBe("credential");
        failure.ToString().ShouldNotContain(token.Split('.')[1][..8]);
    }

    [Fact]
    public async Task A_throttled_graph_is_an_error_at_once()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        tenant.GiveManyGroups(250);
        tenant.Server.Faults.Set(PathKind.Graph, new Fault(Status: 429, RetryAfterSeconds: 60));
        using Guard guard = new(tenant, CredentialKind.ClientSecret);
        for (int times = 0; times < 5; times++)
        {
            await Should.ThrowAsync<GuardUnavailableException>(() => guard.AskAsync(tenant.Issue()));
        }

        tenant.Server.Answers.Read().Count(answer => answer.Kind == PathKind.Graph).ShouldBe(1);
    }

    private sealed class Guard : IDisposable
    {
        private readonly HttpMessageInvoker _http;
        private readonly TempFolder _folder = new();
        private readonly EntraAuthenticator _authenticator;

        public Guard(Tenant tenant, CredentialKind kind)
        {
            ManualClock clock = tenant.Clock;
            ResilienceOptions limits = ResilienceOptions.Default;
            _http = UpstreamHttp.CreateClient(limits, viaProxy: false);
            ResilientCalls calls = new(_http, limits, NoUpstreamEvents.Instance, clock, new Random(1));
            var credential = new CredentialOptions
            {
                Kind = kind,
                Authority = tenant.Server.BaseAddress,
                Tenant = FakeAzureOptions.UsualTenant,
                ClientId = Cloud.GuardApp,
                ClientSecret = Cloud.Secret,
                FederatedTokenFile = _folder.Write("token", tenant.Server.Tokens.ServiceAccount("system:serviceaccount:nines:guard")),
                TokenUrl = tenant.Server.AksTokenAddress,
                ManagedIdentityEndpoint = new Uri(tenant.Server.BaseAddress, "/metadata/identity/oauth2/token"),
            };
            var upstream = new ResilientUpstream(calls, CredentialFactory.Create(credential, calls, calls, clock), limits, clock);
            var store = MemoryStore.Create(1 << 20, clock);
            var groups = new GroupResolver(
                kind == CredentialKind.AksTokenUrl ? new OnBehalfAccess(calls, tenant.Server.AksTokenAddress, FakeAzureOptions.UsualTenant, clock) : new OwnAccess(upstream),
                new SharedCache(store, SharedCacheOptions.Default, clock), () => new KeyRing(new byte[32], []), new GraphOptions { Tenant = FakeAzureOptions.UsualTenant }, clock);
            _authenticator = new EntraAuthenticator(tenant.Options, upstream, groups, () => store.Epoch, clock);
        }

        public async Task<AuthenticationAnswer> AskAsync(string token) => await _authenticator.AuthenticateAsync(token, [], TestLimit.Token);

        public void Dispose()
        {
            _http.Dispose();
            _folder.Dispose();
        }
    }
}
