namespace Nines.Guard.Upstream;

/// <summary>
/// Asks a part of Azure now and again while it fails, and once at the start: a guard that is not ready gets no reviews, and would never
/// learn that Azure is back. Nothing is asked while it answers.
/// </summary>
/// <param name="ask">A question about no real user.</param>
/// <param name="changed">Called once when it begins to fail (with the reason) and once when it answers again (null).</param>
/// <param name="jitter">Seeded; of this probe alone.</param>
internal sealed class UpstreamProbe(PartHealth health, Func<CancellationToken, ValueTask> ask, Action<string?> changed, TimeProvider time, Random jitter)
{
    /// <summary>Between two looks, give or take a fifth.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private bool _isTold;

    /// <summary>Until stopped; never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await LookAsync(stop);
                await Task.Delay(Interval * (0.8 + (0.4 * jitter.NextDouble())), time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async ValueTask LookAsync(CancellationToken stop)
    {
        if (health.Failing is not null)
        {
            try
            {
                await ask(stop);
            }
            catch (GuardUnavailableException)
            {
                // The health knows.
            }
        }

        string? why = health.Failing?.Why;
        if (why is not null != _isTold)
        {
            _isTold = !_isTold;
            changed(why);
        }
    }
}
