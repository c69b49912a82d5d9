using System.Security.Cryptography;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Setup.Check;

/// <summary>Calls Azure as the guard does, with its credential and its time limits, for a look.</summary>
internal sealed class AzureProbe : IDisposable
{
    private readonly HttpMessageInvoker _remote;
    private readonly HttpMessageInvoker _local;

    public AzureProbe(ConfiguredSettings settings, TimeProvider time)
    {
        TimeSpan limit = settings.Get(GuardSettings.UpstreamTimeout);
        ResilienceOptions options = ResilienceOptions.Default with { AttemptLimit = limit, TotalLimit = 2 * limit, Retries = 1, HedgeShare = 0 };
        _remote = UpstreamHttp.CreateClient(options);
        _local = UpstreamHttp.CreateClient(options, viaProxy: false);
        var jitter = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        Calls = new ResilientCalls(_remote, options, NoUpstreamEvents.Instance, time, jitter);
        var local = new ResilientCalls(_local, options, NoUpstreamEvents.Instance, time, jitter);
        Tokens = Credential.Create(AzureSettings.Credential(settings), Calls, local, time);
    }

    public ResilientCalls Calls { get; }

    public IAccessTokens Tokens { get; }

    public void Dispose()
    {
        _remote.Dispose();
        _local.Dispose();
    }
}
