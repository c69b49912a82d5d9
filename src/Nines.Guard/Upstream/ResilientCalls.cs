using System.Collections.Concurrent;

namespace Nines.Guard.Upstream;

/// <summary>
/// Sends calls with everything that bounds them (<see cref="PartCalls"/>), tokens aside: credentials go through here as well as those
/// who use them.
/// </summary>
/// <param name="client">Owned by the caller.</param>
/// <param name="jitter">Seeded; used under a lock.</param>
internal sealed class ResilientCalls(
    HttpMessageInvoker client, ResilienceOptions options, IUpstreamEvents events, TimeProvider time, Random jitter)
{
    private readonly ConcurrentDictionary<string, PartCalls> _parts = new(StringComparer.Ordinal);
    private readonly HttpAttempt _http = new(client, options, time);

    /// <summary>The parts that were called so far.</summary>
    public IEnumerable<KeyValuePair<string, PartCalls>> Parts => _parts;

    /// <summary>Outcome of the call; a failure is a value.</summary>
    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellation"/>.</exception>
    public async ValueTask<Attempt> SendAsync(OutgoingCall call, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        string outcome = UpstreamOutcome.Cancelled;
        try
        {
            Attempt attempt = await Part(call.Part).SendAsync(call, cancellation);
            outcome = UpstreamOutcome.Name(attempt.Kind);
            return attempt;
        }
        finally
        {
            events.CallFinished(call.Part, outcome, time.GetElapsedTime(began));
        }
    }

    private PartCalls Part(string name) =>
        _parts.GetOrAdd(name, static (name, self) => self.Create(name), this);

    private PartCalls Create(string name) => new(name, _http, options, events, time, jitter);
}
