using System.Runtime.InteropServices;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>
/// Lets reviews go at their intended times, which a timer of the framework cannot: it counts whole milliseconds. Remembers a count, not
/// a queue, so that a server which does not keep up costs no memory.
/// </summary>
internal sealed partial class Pacer(double rate, long start) : IDisposable
{
    private readonly SemaphoreSlim due = new(0);
    private readonly double ticks = TimeProvider.System.TimestampFrequency / rate;
    private long taken;

    public long Released { get; private set; }

    /// <summary>The timestamp at which this review should leave.</summary>
    public long Intended(long index) => start + (long)(index * ticks);

    /// <summary>Waits until a review is due that no other caller took, and takes it.</summary>
    public async ValueTask<long> NextAsync(CancellationToken cancellation)
    {
        await due.WaitAsync(cancellation);
        return Interlocked.Increment(ref taken) - 1;
    }

    /// <summary>Runs on a thread of its own until the time is over.</summary>
    public void Run(long until, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            long now = Math.Min(TimeProvider.System.GetTimestamp(), until);

            // Due are all whose time has come, the present moment included, but none of the time after the end.
            long ready = now < start ? 0 : now < until ? (long)((now - start) / ticks) + 1 : (long)Math.Ceiling((until - start) / ticks);
            if (ready > Released)
            {
                due.Release((int)(ready - Released));
                Released = ready;
            }

            if (now >= until)
            {
                return;
            }

            Sleep(TimeProvider.System.GetElapsedTime(now, Math.Min(until, Intended(Released))));
        }
    }

    public void Dispose() => due.Dispose();

    private static void Sleep(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            Timespec time = new() { Seconds = (nint)(wait.Ticks / TimeSpan.TicksPerSecond), Nanoseconds = (nint)(wait.Ticks % TimeSpan.TicksPerSecond * 100) };
            _ = NanoSleep(in time, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NanoSleep(in Timespec requested, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
