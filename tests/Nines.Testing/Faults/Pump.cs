using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Nines.Testing.Faults;

/// <summary>End of one direction of a connection.</summary>
internal enum PumpEnd
{
    /// <summary>The sender closed its side, and the receiver was notified.</summary>
    Finished,

    /// <summary>A fault closes the connection.</summary>
    Cut,

    /// <summary>A fault resets the connection.</summary>
    Reset,

    /// <summary>One of the peers reset the connection, so the other is to see the same.</summary>
    Lost,
}

/// <summary>Carries one direction of one connection: a reader fills a bounded queue, a writer empties it as the fault of the moment allows.</summary>
internal sealed class Pump(Socket from, Socket to, FaultSwitch faults, FaultProxyOptions options, Random random, ByteCount taken, ByteCount delivered)
{
    private const int PieceBytes = 4096;
    private readonly Channel<Piece> queue = Channel.CreateBounded<Piece>(
        new BoundedChannelOptions(options.BufferedPieces) { SingleReader = true, SingleWriter = true });

    private long cutVersion = -1;
    private long cutLeft;

    /// <summary>Runs until the direction ends. Throws only when cancelled.</summary>
    public async Task<PumpEnd> RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task reading = ReadAsync(over.Token);
        try
        {
            return await WriteAsync(cancellation);
        }
        catch (SocketException)
        {
            return PumpEnd.Lost;
        }
        finally
        {
            await over.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (queue.Reader.TryRead(out Piece piece))
            {
                piece.Return();
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        bool lost = false;
        try
        {
            while (true)
            {
                byte[] bytes = ArrayPool<byte>.Shared.Rent(PieceBytes);
                int length = 0;
                try
                {
                    length = await from.ReceiveAsync(bytes.AsMemory(0, PieceBytes), cancellation);
                }
                finally
                {
                    if (length == 0)
                    {
                        ArrayPool<byte>.Shared.Return(bytes);
                    }
                }

                if (length == 0)
                {
                    break;
                }

                taken.Add(length);
                await queue.Writer.WriteAsync(new Piece(bytes, length, Due(), Lost: false), cancellation);
            }
        }
        catch (SocketException)
        {
            lost = true;
        }

        await queue.Writer.WriteAsync(new Piece([], 0, Due(), lost), cancellation);
    }

    private async Task<PumpEnd> WriteAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Piece piece = await queue.Reader.ReadAsync(cancellation);
            try
            {
                int sent = 0;
                do
                {
                    FaultSetting setting = faults.Current;
                    switch (setting.Fault)
                    {
                        case StallFault:
                            await UntilAsync(setting, Timeout.InfiniteTimeSpan, cancellation);
                            continue;
                        case DelayFault delay when Remaining(piece, delay) is var wait && wait > TimeSpan.Zero:
                            await UntilAsync(setting, wait, cancellation);
                            continue;
                    }

                    if (piece.Length == 0)
                    {
                        return piece.Lost ? PumpEnd.Lost : Finish();
                    }

                    if (setting.Fault is ResetFault)
                    {
                        return PumpEnd.Reset;
                    }

                    int portion = Portion(setting, piece.Length - sent);
                    if (portion == 0)
                    {
                        return PumpEnd.Cut;
                    }

                    await SendAsync(piece.Bytes.AsMemory(sent, portion), cancellation);
                    sent += portion;
                    cutLeft -= portion;
                    if (setting.Fault is DripFault drip)
                    {
                        await UntilAsync(setting, drip.Every, cancellation);
                    }
                    else if (setting.Fault is CutFault && cutLeft <= 0)
                    {
                        return PumpEnd.Cut;
                    }
                }
                while (piece.Length == 0 || sent < piece.Length);
            }
            finally
            {
                piece.Return();
            }
        }
    }

    private int Portion(FaultSetting setting, int left)
    {
        if (setting.Fault is CutFault cut && cutVersion != setting.Version)
        {
            (cutVersion, cutLeft) = (setting.Version, cut.Bytes);
        }

        return setting.Fault switch
        {
            DripFault drip => Math.Min(drip.Bytes, left),
            CutFault => (int)Math.Min(cutLeft, left),
            _ => left,
        };
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            int sent = await to.SendAsync(bytes, cancellation);
            delivered.Add(sent);
            bytes = bytes[sent..];
        }
    }

    private PumpEnd Finish()
    {
        to.Shutdown(SocketShutdown.Send);
        return PumpEnd.Finished;
    }

    private (long Arrived, double Jitter) Due() => (options.Time.GetTimestamp(), random.NextDouble());

    private TimeSpan Remaining(Piece piece, DelayFault delay) =>
        delay.Latency + (delay.Jitter * piece.Due.Jitter) - options.Time.GetElapsedTime(piece.Due.Arrived);

    // Waits until the time is over or another fault is set, whichever comes first.
    private async Task UntilAsync(FaultSetting setting, TimeSpan wait, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(setting.Changed, cancellation);
        await Task.Delay(wait, options.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private readonly record struct Piece(byte[] Bytes, int Length, (long Arrived, double Jitter) Due, bool Lost)
    {
        public void Return()
        {
            if (Length > 0)
            {
                ArrayPool<byte>.Shared.Return(Bytes);
            }
        }
    }
}
