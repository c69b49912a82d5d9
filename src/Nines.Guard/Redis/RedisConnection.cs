using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Nines.Guard.Redis;

/// <summary>
/// One connection that any number of callers share. Batches go out in the order in which they were sent, many in one write when there are
/// many; replies and pushes are handled in the order in which the server sent them, on one loop. A caller that gives up leaves its
/// reply to be read and dropped: the stream stays in step. When anything is wrong, the connection ends, and all waiting callers get an error.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int MaxWrite = 64 * 1024;
    private readonly Stream _stream;
    private readonly Action<RespValue> _onPush;
    private readonly TimeProvider _time;
    private readonly int _mostInFlight;
    private readonly IReplyParser _parser;
    private readonly Channel<RedisBatch> _outgoing;
    private readonly ConcurrentQueue<RedisBatch> _awaited = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private string? _why;
    private int _inFlight;

    /// <param name="stream">Owned by the connection from now on.</param>
    /// <param name="onPush">Called for each push on the reading loop; must neither wait nor throw.</param>
    /// <param name="maxInFlight">Batches that are sent and not answered; one more is refused. From 1.</param>
    /// <param name="parser">Of this connection alone.</param>
    public RedisConnection(Stream stream, Action<RespValue> onPush, int maxInFlight, IReplyParser parser, TimeProvider time)
    {
        (_stream, _onPush, _time, _mostInFlight, _parser) = (stream, onPush, time, maxInFlight, parser);
        _outgoing = Channel.CreateBounded<RedisBatch>(new BoundedChannelOptions(maxInFlight) { SingleReader = true });
        _running = RunAsync();
    }

    /// <summary>Ends when the connection has ended.</summary>
    public Task Ended => _running;

    /// <summary>Reason why the connection ended, as a short text without any sent data; null while it lives.</summary>
    public string? Why => Volatile.Read(ref _why);

    /// <summary>Batches that are sent and not answered.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Sends a batch and does not wait.</summary>
    /// <returns>False when it was not sent: the connection has ended, or too much is under way.</returns>
    public bool TrySend(RedisBatch batch)
    {
        if (Interlocked.Increment(ref _inFlight) <= _mostInFlight && _outgoing.Writer.TryWrite(batch))
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        batch.Abandon();
        return false;
    }

    /// <summary>Sends a batch and waits for its replies.</summary>
    /// <returns>Null when there is no answer: not sent, not answered in time, or the connection ended.</returns>
    public async ValueTask<RespValue[]?> AskAsync(RedisBatch batch, TimeSpan limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!TrySend(batch))
        {
            return null;
        }

        try
        {
            return await batch.Replies.WaitAsync(limit, _time, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Ends the connection; the first reason given stays.</summary>
    public void Close(string why)
    {
        Interlocked.CompareExchange(ref _why, why, null);
        _stop.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Close("closed by this guard");
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // The creator gets the connection before anything can happen on it.
        await Task.Yield();
        Task reading = ReadAsync();
        Task writing = WriteAsync();
        await Task.WhenAny(reading, writing);
        Close("ended");
        await _stream.DisposeAsync();
        await Task.WhenAll(reading, writing);
        _outgoing.Writer.TryComplete();
        while (_awaited.TryDequeue(out RedisBatch? batch) || _outgoing.Reader.TryRead(out batch))
        {
            Interlocked.Decrement(ref _inFlight);
            batch.Abandon();
        }
    }

    private async Task ReadAsync()
    {
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(_stop.Token);
                ReadOnlySequence<byte> buffer = read.Buffer;
                while (_parser.TryRead(ref buffer, out RespValue value))
                {
                    Handle(value);
                }

                reader.AdvanceTo(buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    Close("the server closed the connection");
                    return;
                }
            }
        }
        catch (Exception why)
        {
            Close(Describe(why));
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private void Handle(in RespValue value)
    {
        if (value.Kind == RespKind.Push)
        {
            _onPush(value);
        }
        else if (!_awaited.TryPeek(out RedisBatch? batch))
        {
            throw new RespException("a reply without a question");
        }
        else if (batch.Take(value))
        {
            _awaited.TryDequeue(out _);
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task WriteAsync()
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(_stop.Token))
            {
                while (bytes.WrittenCount < MaxWrite && _outgoing.Reader.TryRead(out RedisBatch? batch))
                {
                    // Before its bytes leave: the reply may come at once.
                    _awaited.Enqueue(batch);
                    bytes.Write(batch.Bytes);
                }

                await _stream.WriteAsync(bytes.WrittenMemory, _stop.Token);
                await _stream.FlushAsync(_stop.Token);
                bytes.ResetWrittenCount();
            }
        }
        catch (Exception why)
        {
            Close(Describe(why));
        }
    }

    private static string Describe(Exception why) => why switch
    {
        RespException => $"not the protocol: {why.Message}",
        IOException { InnerException: SocketException socket } => $"the connection broke: {socket.SocketErrorCode}",
        OperationCanceledException => "stopped",
        _ => $"the connection broke: {why.GetType().Name}",
    };
}
