using System.Collections.Immutable;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Entra;

/// <summary>The sources of keys of a tenant: one for tokens of v2, one for those of v1. A key of one says nothing about tokens of the other.</summary>
internal sealed class IssuerSources
{
    private const string V2 = "/v2.0";
    private const string Document = "/.well-known/openid-configuration";

    private readonly IssuerSource _first;
    private readonly IssuerSource _second;
    private readonly EntraOptions _options;
    private readonly TimeProvider _time;

    public IssuerSources(EntraOptions options, IUpstream upstream, TimeProvider time)
    {
        (_options, _time) = (options, time);
        string authority = options.Authority.AbsoluteUri.TrimEnd('/');
        _second = new IssuerSource(new Uri(authority + Document), upstream, options, time);

        // An authority of another shape has one document for all of its issuers.
        _first = authority.EndsWith(V2, StringComparison.Ordinal)
            ? new IssuerSource(new Uri(authority[..^V2.Length] + Document), upstream, options, time)
            : _second;
    }

    /// <summary>True when the keys of every accepted issuer are available.</summary>
    public bool HasKeys => KeyAge is not null;

    /// <summary>Reason why the last fetch of keys failed; null when it succeeded.</summary>
    public string? Failure => Needed.Select(source => source.Failure).FirstOrDefault(why => why is not null);

    /// <summary>Age of the oldest of them; null while some are missing.</summary>
    public TimeSpan? KeyAge
    {
        get
        {
            TimeSpan oldest = TimeSpan.Zero;
            foreach (IssuerSource source in Needed)
            {
                if (source.Current is not { } keys)
                {
                    return null;
                }

                TimeSpan age = _time.GetElapsedTime(keys.Fetched);
                oldest = age > oldest ? age : oldest;
            }

            return oldest;
        }
    }

    private IEnumerable<IssuerSource> Needed => _options.Issuers.Select(Get).Distinct();

    public IssuerSource Get(string issuer) => issuer.EndsWith(V2, StringComparison.Ordinal) ? _second : _first;

    /// <summary>Fetches keys now and again until stopped. A failure ends nothing: the last good keys are kept.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        ImmutableArray<IssuerSource> needed = [.. Needed];
        return Task.WhenAll(needed.Select((source, at) => RunAsync(source, new Random(HashCode.Combine(_options.Seed, at)), stop)));
    }

    private async Task RunAsync(IssuerSource source, Random jitter, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            TimeSpan pause = _options.KeyRefresh * 0.9;
            try
            {
                await source.FetchAsync(stop);
            }
            catch (GuardUnavailableException)
            {
                pause = _options.KeyRetry;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await Task.Delay(pause * (1 + (jitter.NextDouble() * 0.2)), _time, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
