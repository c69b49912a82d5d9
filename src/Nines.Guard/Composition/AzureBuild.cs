using System.Security.Cryptography;
using Nines.Guard.Cache;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Decisions.Rbac;
using Nines.Guard.Telemetry;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Composition;

/// <summary>Puts together what asks Azure: one way for all calls, the guard's own credential, Entra ID and Azure RBAC.</summary>
internal static class AzureBuild
{
    /// <param name="traces">Null when nothing is traced.</param>
    /// <param name="canAuthenticate">True if callers can be authenticated without Entra ID.</param>
    /// <param name="canAuthorize">Something can be decided without Azure RBAC.</param>
    /// <returns>Nothing in it that the settings do not ask for.</returns>
    public static GuardAzure Create(Build build, GuardCache cache, ReviewTraces? traces, bool canAuthenticate, bool canAuthorize)
    {
        ConfiguredSettings settings = build.Settings;
        bool hasEntra = settings.Given(GuardSettings.Tenant) is not null;
        bool hasRbac = settings.Given(GuardSettings.ResourceId) is not null;
        if (!hasEntra && !hasRbac)
        {
            return new GuardAzure(null, null);
        }

        ResilienceOptions resilience = AzureSettings.Resilience(settings);
        var events = new UpstreamMetrics(build.Instruments);
        ResilientCalls remote = Calls(build, resilience, events, viaProxy: true);
        IAccessTokens? tokens = null;
        if (AzureSettings.HasCredential(settings))
        {
            tokens = CredentialFactory.Create(AzureSettings.Credential(settings), remote, Calls(build, resilience, events, viaProxy: false), build.Time);
        }

        var calls = new ResilientUpstream(remote, tokens, resilience, build.Time);
        var upstream = new UpstreamHealth(traces is null ? calls : new TracedUpstream(calls, traces), build.Time);
        ISharedCache shared = traces is null ? cache.Shared : new TracedCache(cache.Shared, traces);
        return new GuardAzure(
            hasEntra ? Entra(build, cache, shared, upstream, remote, isAlone: !canAuthenticate) : null,
            hasRbac ? Rbac(build, cache, shared, upstream, isAlone: !canAuthorize) : null);
    }

    private static ResilientCalls Calls(Build build, ResilienceOptions resilience, UpstreamMetrics events, bool viaProxy)
    {
        HttpMessageInvoker client = UpstreamHttp.CreateClient(resilience, viaProxy);
        build.Owned.Add(new OwnedClient(client));
        return new ResilientCalls(client, resilience, events, build.Time, new Random(Seed()));
    }

    private static EntraAuthenticator Entra(Build build, GuardCache cache, ISharedCache shared, UpstreamHealth upstream, ResilientCalls calls, bool isAlone)
    {
        CredentialOptions credential = AzureSettings.Credential(build.Settings);
        IGraphAccess access = credential is { Kind: CredentialKind.AksTokenUrl, TokenUrl: { } url }
            ? new OnBehalfAccess(calls, url, credential.Tenant, build.Time) : new OwnAccess(upstream);
        var groups = new GroupResolver(access, shared, cache.Keys, AzureSettings.Graph(build.Settings), build.Time);
        EntryStore store = cache.Store;
        var entra = new EntraAuthenticator(AzureSettings.Entra(build.Settings, Seed()), upstream, groups, () => store.Epoch, build.Time);
        Begin(build, entra.RunAsync);
        if (isAlone)
        {
            build.NotReady.Add(() => entra.HasKeys ? null : $"No token can be verified: {entra.KeyFailure ?? "entra: the keys are being fetched"}");
        }

        return entra;
    }

    private static AzureRbacAuthorizer Rbac(Build build, GuardCache cache, ISharedCache shared, UpstreamHealth upstream, bool isAlone)
    {
        var rbac = new AzureRbacAuthorizer(AzureSettings.Rbac(build.Settings), upstream, shared, cache.Keys, build.Time);
        PartHealth health = upstream.Get(CheckCaller.Part);
        GuardLog log = build.Log;
        var probe = new UpstreamProbe(health, rbac.ProbeAsync, why => Tell(log, why), build.Time, new Random(Seed()));
        Begin(build, probe.RunAsync);
        if (isAlone)
        {
            EntryStore store = cache.Store;
            build.NotReady.Add(new AzureReadiness(health, () => store.State, build.Settings.Get(GuardSettings.CacheAge)).Reason);
        }

        return rbac;
    }

    private static void Tell(GuardLog log, string? why)
    {
        if (why is null)
        {
            log.Event(LogLevel.Information, "azure-answers", "Azure decides again.");
        }
        else
        {
            log.Event(LogLevel.Warning, "azure-fails", $"Azure does not answer; cached decisions are still served. {why}");
        }
    }

    private static void Begin(Build build, Func<CancellationToken, Task> work)
    {
        var background = new BackgroundWork(work);
        build.Owned.Add(background);
        build.Starts.Add(background.StartAsync);
    }

    private static int Seed() => RandomNumberGenerator.GetInt32(int.MaxValue);

    private sealed class OwnedClient(HttpMessageInvoker client) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return default;
        }
    }
}

/// <summary>Parts that ask Azure; null for those that the settings do not configure.</summary>
internal sealed record GuardAzure(IAuthenticator? Entra, IAuthorizer? Rbac);
