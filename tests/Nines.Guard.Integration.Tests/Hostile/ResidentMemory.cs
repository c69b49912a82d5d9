using System.Globalization;

namespace Nines.Guard.Integration.Tests.Hostile;

/// <summary>Looks at the resident memory of a process again and again, and keeps the most that it saw.</summary>
internal sealed class ResidentMemory : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;

    private ResidentMemory(int process)
    {
        Before = Most = MegabytesOf(process);
        _looking = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                Most = Math.Max(Most, MegabytesOf(process));
                await Task.Delay(20);
            }
        });
    }

    /// <summary>In MiB, as are the others.</summary>
    public double Before { get; }

    public double Most { get; private set; }

    public static ResidentMemory Of(int process) => new(process);

    public static double MegabytesOf(int process)
    {
        string[] lines = File.ReadAllLines($"/proc/{process}/status");
        return double.Parse(lines.First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }
}
