using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Rbac;

/// <summary>The authorizer over a scripted upstream and a real cache in memory.</summary>
internal sealed class RbacBench
{
    public const string Cluster = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c";

    public RbacBench(RbacOptions? options = null)
    {
        Upstream = new ScriptedUpstream(Clock);
        Cache = new SharedCache(MemoryStore.Create(1 << 20, Clock), SharedCacheOptions.Default, Clock);
        Authorizer = new AzureRbacAuthorizer(options ?? Options, Upstream, Cache, () => Keys, Clock);
    }

    public static RbacOptions Options { get; } = new() { ResourceId = Cluster, Tenant = "t" };

    public static KeyRing Keys { get; } = new(new byte[32], [new SigningKey(1, new byte[32])]);

    public ManualClock Clock { get; } = new();

    public ScriptedUpstream Upstream { get; }

    public SharedCache Cache { get; }

    public AzureRbacAuthorizer Authorizer { get; }

    public async Task<AccessDecision> Decide(AccessQuestion question) => await Authorizer.AuthorizeAsync(question, TestLimit.Token);

    public async Task<Verdict> Verdict(AccessQuestion question) => (await Decide(question)).Verdict;

    public async Task<string> Reason(AccessQuestion question) => Encoding.UTF8.GetString((await Decide(question)).Reason.Span);

    public async Task<GuardUnavailableException> Fail(AccessQuestion question) =>
        await Should.ThrowAsync<GuardUnavailableException>(() => Decide(question));
}
