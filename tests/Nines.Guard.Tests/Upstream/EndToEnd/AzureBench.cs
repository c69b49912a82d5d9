using System.Text;
using Nines.FakeAzure;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Tests.FakeAzure;
using Nines.Guard.Tests.Upstream.Resilience;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.EndToEnd;

/// <summary>
/// The authorizer with everything below it, over real connections to a stand-in for Azure. Both share a clock that a test moves; without
/// <see cref="Finish"/> it stands still, so that nothing times out however slow the machine is.
/// </summary>
internal sealed class AzureBench : IAsyncDisposable
{
    private readonly HttpMessageInvoker _client;

    private AzureBench(Cloud cloud, ManualClock clock, CredentialKind kind, RbacOptions rbac, ResilienceOptions resilience)
    {
        (Cloud, Clock) = (cloud, clock);
        _client = UpstreamHttp.CreateClient(resilience, viaProxy: false);
        Calls = new ResilientCalls(_client, resilience, Events, clock, new Random(1));
        CredentialOptions credential = new()
        {
            Kind = kind,
            Authority = cloud.Server.BaseAddress,
            Tenant = cloud.Server.Tenant.Id,
            ClientId = Cloud.GuardApp,
            ClientSecret = Cloud.Secret,
            FederatedTokenFile = AssertionFile,
            ManagedIdentityEndpoint = new Uri(cloud.Server.BaseAddress, "/metadata/identity/oauth2/token"),
            TokenUrl = cloud.Server.AksTokenAddress,
        };
        Tokens = CredentialFactory.Create(credential, Calls, Calls, clock);
        Upstream = new ResilientUpstream(Calls, Tokens, resilience, clock);
        Cache = new SharedCache(MemoryStore.Create(1 << 20, clock), SharedCacheOptions.Default with { AskLimit = resilience.TotalLimit + TimeSpan.FromSeconds(1) }, clock);
        Authorizer = new AzureRbacAuthorizer(rbac, Upstream, Cache, () => RbacKeys, clock);
    }

    /// <summary>Time enough that a slow machine fails no call while a test moves the clock.</summary>
    public static ResilienceOptions Patient { get; } = new() { AttemptLimit = TimeSpan.FromMinutes(5), TotalLimit = TimeSpan.FromMinutes(9) };

    public ManualClock Clock { get; }

    public Cloud Cloud { get; }

    public RecordedEvents Events { get; } = new();

    public ResilientCalls Calls { get; }

    public CachedAccessTokens Tokens { get; }

    public ResilientUpstream Upstream { get; }

    public SharedCache Cache { get; }

    public AzureRbacAuthorizer Authorizer { get; }

    /// <summary>checkaccess calls that Azure got so far.</summary>
    public int Checks => Events.Calls.Count(call => call.Part == "rbac" && call.Outcome != UpstreamOutcome.Paused);

    private string AssertionFile { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private static KeyRing RbacKeys { get; } = new(new byte[32], [new SigningKey(1, new byte[32])]);

    public static async Task<AzureBench> StartAsync(
        CredentialKind kind = CredentialKind.ClientSecret, ResilienceOptions? resilience = null, Func<Cloud, RbacOptions, RbacOptions>? change = null)
    {
        ManualClock clock = new();
        Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock });
        RbacOptions rbac = new()
        {
            ResourceId = Cloud.Cluster,
            Tenant = cloud.Server.Tenant.Id,
            ManagementEndpoint = cloud.Server.BaseAddress,
            ManagementScope = "https://management.azure.com/.default",
        };
        AzureBench bench = new(cloud, clock, kind, change?.Invoke(cloud, rbac) ?? rbac, resilience ?? Patient);
        await File.WriteAllTextAsync(bench.AssertionFile, cloud.Server.Tokens.ServiceAccount("system:serviceaccount:nines:guard"));
        return bench;
    }

    public static UserIdentity Developer { get; } = Rbac.Ask.User("dev@example.com", Cloud.Developer);

    public static UserIdentity Operator { get; } = Rbac.Ask.User("op@example.com", Cloud.Operator, Cloud.Operators, "system:authenticated");

    /// <summary>Without moving the clock.</summary>
    public async Task<AccessDecision> Decide(AccessQuestion question) => await Authorizer.AuthorizeAsync(question, TestLimit.Token);

    public async Task<Verdict> Verdict(AccessQuestion question) => (await Decide(question)).Verdict;

    public async Task<string> Reason(AccessQuestion question) => Encoding.UTF8.GetString((await Decide(question)).Reason.Span);

    /// <summary>Moving the clock while it goes on.</summary>
    public Task<AccessDecision> Finish(AccessQuestion question) => Clock.FinishAsync(Decide(question));

    public async Task<GuardUnavailableException> Fail(AccessQuestion question) =>
        (await Clock.FailAsync(Decide(question))).ShouldBeOfType<GuardUnavailableException>();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Cloud.DisposeAsync();
        File.Delete(AssertionFile);
    }
}
