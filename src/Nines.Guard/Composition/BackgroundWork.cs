namespace Nines.Guard.Composition;

/// <summary>Background work that runs until it is disposed of.</summary>
/// <param name="work">Ends soon after cancellation.</param>
internal sealed class BackgroundWork(Func<CancellationToken, Task> work) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins, and waits for nothing.</summary>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _running = Task.Run(() => work(_stop.Token), CancellationToken.None);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
