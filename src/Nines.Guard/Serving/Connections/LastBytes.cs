using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Nines.Guard.Serving.Connections;

/// <summary>
/// Keeps an HTTP/2 connection open after the guard's GOAWAY until the caller has closed it. A caller may be writing a review when GOAWAY is on
/// its way. Closing then would have the kernel answer with a reset, and the caller's next write fail with EPIPE, which kube-apiserver hands on
/// to the user as an error; with the socket still open the caller reads GOAWAY, sees which reviews were not taken, and asks elsewhere.
/// </summary>
/// <param name="patience">For callers that do not close; afterwards the connection is closed all the same.</param>
internal sealed class LastBytes(TimeSpan patience, TimeProvider time)
{
    /// <summary>A step outside TLS.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        IDuplexPipe transport = connection.Transport;
        var held = new HeldTransport(transport);
        connection.Transport = held;
        try
        {
            await next(connection);
            if (connection.Features.Get<CallerConnection>() is { IsHttp2: true })
            {
                await DrainAsync(transport.Input);
            }
        }
        finally
        {
            connection.Transport = transport;
            await held.EndAsync();
        }
    };

    private async Task DrainAsync(PipeReader input)
    {
        using var patient = new CancellationTokenSource(patience, time);
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync(patient.Token);
                input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Its time is over, or the caller has broken the connection.
        }
    }

    /// <summary>Passes everything on, but what says that one side is done: the transport answers that by closing the socket.</summary>
    private sealed class HeldTransport(IDuplexPipe transport) : IDuplexPipe
    {
        private readonly HeldReader _input = new(transport.Input);
        private readonly HeldWriter _output = new(transport.Output);

        public PipeReader Input => _input;

        public PipeWriter Output => _output;

        /// <summary>Says what was held back.</summary>
        public async ValueTask EndAsync()
        {
            if (_output.IsDone)
            {
                await transport.Output.CompleteAsync(_output.Fault);
            }

            if (_input.IsDone)
            {
                await transport.Input.CompleteAsync(_input.Fault);
            }
        }
    }

    private sealed class HeldReader(PipeReader inner) : PipeReader
    {
        public bool IsDone { get; private set; }

        public Exception? Fault { get; private set; }

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => (IsDone, Fault) = (true, exception);
    }

    private sealed class HeldWriter(PipeWriter inner) : PipeWriter
    {
        public bool IsDone { get; private set; }

        public Exception? Fault { get; private set; }

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => (IsDone, Fault) = (true, exception);
    }
}
