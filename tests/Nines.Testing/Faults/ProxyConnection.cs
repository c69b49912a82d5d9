using System.Net.Sockets;

namespace Nines.Testing.Faults;

/// <summary>A caller's connection joined to the target, until both directions have ended or one of them takes the other along.</summary>
internal sealed class ProxyConnection(Socket caller, Socket target) : IDisposable
{
    /// <summary>Carries both directions. Throws only when cancelled.</summary>
    public async Task<PumpEnd> RunAsync(Pump toTarget, Pump toCaller, CancellationToken cancellation)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<PumpEnd> first = toTarget.RunAsync(over.Token);
        Task<PumpEnd> second = toCaller.RunAsync(over.Token);
        try
        {
            Task<PumpEnd> ended = await Task.WhenAny(first, second);
            PumpEnd end = await ended;
            return end == PumpEnd.Finished ? await (ended == first ? second : first) : end;
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll((Task)first, second).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends both sides with RST.</summary>
    public void Reset()
    {
        Reset(caller);
        Reset(target);
    }

    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        socket.Close();
    }

    public void Dispose()
    {
        caller.Dispose();
        target.Dispose();
    }
}
