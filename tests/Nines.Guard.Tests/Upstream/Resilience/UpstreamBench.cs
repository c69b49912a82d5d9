using Nines.Guard.Upstream;
using Nines.Testing;

namespace Nines.Guard.Tests.Upstream.Resilience;

/// <summary>An upstream over a scripted Azure, with all of its surroundings in reach.</summary>
internal sealed class UpstreamBench : IDisposable
{
    private readonly HttpMessageInvoker _client;

    public UpstreamBench(ResilienceOptions? options = null)
    {
        Options = options ?? ResilienceOptions.Default;
        Azure = new ScriptedAzure(Clock);
        _client = new HttpMessageInvoker(Azure);
        Calls = new ResilientCalls(_client, Options, Events, Clock, new Random(1));
        Upstream = new ResilientUpstream(Calls, Tokens, Options, Clock);
    }

    public ManualClock Clock { get; } = new();

    public ScriptedAzure Azure { get; }

    public RecordedEvents Events { get; } = new();

    public FixedTokens Tokens { get; } = new();

    public ResilienceOptions Options { get; }

    public ResilientCalls Calls { get; }

    public ResilientUpstream Upstream { get; }

    public static UpstreamRequest Request { get; } = new(
        "rbac", HttpMethod.Post, new Uri("https://management.azure.example/check"), "{}"u8.ToArray(), "https://management.azure.example/.default");

    public Task<UpstreamAnswer> Send(UpstreamRequest? request = null, CancellationToken cancellation = default) =>
        Upstream.SendAsync(request ?? Request, cancellation).AsTask();

    public Task<UpstreamAnswer> Finish(UpstreamRequest? request = null) => Clock.FinishAsync(Send(request));

    public async Task<GuardUnavailableException> Fail(UpstreamRequest? request = null) =>
        (await Clock.FailAsync(Send(request))).ShouldBeOfType<GuardUnavailableException>();

    public void Dispose()
    {
        _client.Dispose();
        Azure.Dispose();
    }
}
