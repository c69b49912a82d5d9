namespace Nines.Guard.Drills.Recording;

/// <summary>Measures how late a thread of this machine runs: what a busy machine adds to every bound that clocks measure.</summary>
internal sealed class StallMeter(TimeProvider time)
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);
    private long _worst;

    /// <summary>The longest delay so far.</summary>
    public TimeSpan Worst => TimeSpan.FromTicks(Interlocked.Read(ref _worst));

    /// <summary>Until stopped; never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long began = time.GetTimestamp();
            await Task.Delay(s_step, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long late = (time.GetElapsedTime(began) - s_step).Ticks;
            if (late > Interlocked.Read(ref _worst) && !stop.IsCancellationRequested)
            {
                Interlocked.Exchange(ref _worst, late);
            }
        }
    }
}
