namespace Nines.Testing.Faults;

/// <summary>A fault as it was set once; <paramref name="Changed"/> ends when another one takes its place.</summary>
internal sealed record FaultSetting(Fault Fault, long Version, CancellationToken Changed);

/// <summary>The fault of one direction, which every connection reads before each piece and waits on.</summary>
internal sealed class FaultSwitch : IDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource changed = new();
    private volatile FaultSetting current;

    public FaultSwitch() => current = new FaultSetting(Fault.Pass, 0, changed.Token);

    public FaultSetting Current => current;

    public void Set(Fault fault)
    {
        CancellationTokenSource old;
        lock (gate)
        {
            old = changed;
            changed = new CancellationTokenSource();
            current = new FaultSetting(fault, current.Version + 1, changed.Token);
        }

        // It holds no timer or handle, and connections may still ask its token.
        old.Cancel();
    }

    public void Dispose() => changed.Dispose();
}
