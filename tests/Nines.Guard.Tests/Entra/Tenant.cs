using System.Collections.Immutable;
using Nines.Clouds;
using Nines.FakeAzure;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Tests.FakeAzure;
using Nines.Testing;

namespace Nines.Guard.Tests.Entra;

/// <summary>A tenant on a pretended Azure, and an authenticator that accepts its tokens.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    public const string Guest = "d0000000-0000-0000-0000-00000000000e";

    private Tenant(Cloud cloud, ManualClock clock, Func<EntraOptions, EntraOptions> change)
    {
        (Cloud, Clock) = (cloud, clock);
        Calls = new TenantCalls(cloud.Server, clock);
        Store = MemoryStore.Create(1 << 20, clock);
        Options = change(new EntraOptions
        {
            Tenant = FakeAzureOptions.UsualTenant,
            Authority = new Uri(cloud.Server.BaseAddress, $"/{FakeAzureOptions.UsualTenant}/v2.0"),
            Issuers = AzureCloud.Public.Issuers(FakeAzureOptions.UsualTenant),
            Audiences = [TokenRequest.AksServer],
        });
        var groups = new GroupResolver(
            new OwnAccess(Calls), new SharedCache(Store, SharedCacheOptions.Default, clock), () => new KeyRing(new byte[32], []),
            new GraphOptions { Tenant = Options.Tenant }, clock);
        Authenticator = new EntraAuthenticator(Options, Calls, groups, () => Store.Epoch, clock);
    }

    public Cloud Cloud { get; }

    public FakeAzureServer Server => Cloud.Server;

    public ManualClock Clock { get; }

    public TenantCalls Calls { get; }

    public EntryStore Store { get; }

    public EntraOptions Options { get; }

    public EntraAuthenticator Authenticator { get; }

    /// <param name="algorithm">Entra ID signs with RS256; keys of ES256 are made in no time.</param>
    public static async Task<Tenant> StartAsync(Func<EntraOptions, EntraOptions>? change = null, string algorithm = "ES256")
    {
        var clock = new ManualClock();
        Cloud cloud = await Cloud.StartAsync(new FakeAzureOptions { Time = clock, Algorithm = algorithm });
        cloud.Server.Tenant.Put(new FakeUser(Guest, "ann_other.example#EXT#@example.com", [Cloud.Operators], IsGuest: true, Mail: "ann@other.example"));
        return new Tenant(cloud, clock, change ?? (options => options));
    }

    public string Issue(string subject = Cloud.Operator, Func<TokenRequest, TokenRequest>? change = null) =>
        Server.Tokens.Issue((change ?? (request => request))(new TokenRequest(subject, TokenRequest.AksServer)));

    /// <summary>A token with claims that replace those that Entra ID would give.</summary>
    public string IssueWith(string claims, string subject = Cloud.Operator) => Issue(subject, request => request with { ClaimsJson = claims });

    public async Task<AuthenticationAnswer> AskAsync(string token, params ImmutableArray<string> audiences) =>
        await Authenticator.AuthenticateAsync(token, audiences, TestLimit.Token);

    public async Task<AuthenticationAnswer> AskAsync(string token) => await AskAsync(token, []);

    /// <summary>Gives the operator so many groups that his tokens do not hold them.</summary>
    public IReadOnlyList<string> GiveManyGroups(int count)
    {
        string[] groups = [.. Enumerable.Range(0, count).Select(at => $"60000000-0000-0000-0001-{at:x12}")];
        Server.Tenant.Change(state => state with { Groups = state.Groups.AddRange(groups.Select(id => KeyValuePair.Create(id, new FakeGroup(id, id)))) });
        Server.Tenant.Put(new FakeUser(Cloud.Operator, "op@example.com", groups));
        return groups;
    }

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        await Store.DisposeAsync();
        await Cloud.DisposeAsync();
    }
}
