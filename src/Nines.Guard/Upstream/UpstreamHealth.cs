using System.Collections.Concurrent;

namespace Nines.Guard.Upstream;

/// <summary>Passes calls on, and remembers for each part of Azure how they end. Safe for many callers at once.</summary>
internal sealed class UpstreamHealth(IUpstream inner, TimeProvider time) : IUpstream
{
    private readonly ConcurrentDictionary<string, PartHealth> _parts = new(StringComparer.Ordinal);
    private readonly long _began = time.GetTimestamp();

    /// <summary>Health of a part, as far as calls to it show.</summary>
    public PartHealth Get(string part) => _parts.GetOrAdd(part, static (_, self) => new PartHealth(self._began, self.Time), this);

    private TimeProvider Time => time;

    /// <inheritdoc/>
    public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        try
        {
            UpstreamAnswer answer = await inner.SendAsync(request, cancellation);
            Get(request.Part).Answered();
            return answer;
        }
        catch (GuardUnavailableException why)
        {
            // A caller that gives up is no evidence about Azure; only this is.
            Get(request.Part).Failed(why.Message);
            throw;
        }
    }
}
