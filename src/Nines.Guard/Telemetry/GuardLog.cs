using System.Buffers;
using System.Threading.Channels;

namespace Nines.Guard.Telemetry;

/// <summary>
/// Writes lines of JSON, in batches, by one task of its own: callers never wait. When the output is too slow, lines are dropped and counted.
/// </summary>
internal sealed class GuardLog : IAsyncDisposable
{
    private const int MaxWaiting = 10_000;
    private const int BatchBytes = 64 * 1024;

    private readonly Channel<LogLine> _lines = Channel.CreateBounded<LogLine>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Stream _output;
    private readonly LogFormat _format;
    private readonly TimeProvider _time;
    private readonly LabelledCounter? _lost;
    private readonly Task _writing;

    /// <param name="output">Left open.</param>
    public GuardLog(Stream output, LogFormat format, TimeProvider time, LabelledCounter? lost)
    {
        (_output, _format, _time, _lost) = (output, format, time, lost);
        _writing = Task.Run(WriteAsync);
    }

    public void Review(LogLevel level, ReviewLine review) => Put(new LogLine(_time.GetUtcNow(), level, review, "review", "", []));

    /// <param name="name">A fixed short name, such as <c>reload-failed</c>.</param>
    /// <param name="message">Text for operators. Never contains a token or a secret.</param>
    public void Event(LogLevel level, string name, string message, params (string Name, string Value)[] fields) =>
        Put(new LogLine(_time.GetUtcNow(), level, null, name, message, fields));

    /// <summary>Writes what waits, for a bounded time.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.WaitAsync(TimeSpan.FromSeconds(2), _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Put(LogLine line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            _lost?.Add();
        }
    }

    private async Task WriteAsync()
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes);
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (batch.WrittenCount < BatchBytes && _lines.Reader.TryRead(out LogLine line))
            {
                _format.Write(line, batch);
            }

            try
            {
                await _output.WriteAsync(batch.WrittenMemory);
                await _output.FlushAsync();
            }
            catch (IOException)
            {
                // The reader of the log is gone; the guard continues.
                _lost?.Add();
            }

            batch.ResetWrittenCount();
        }
    }
}
