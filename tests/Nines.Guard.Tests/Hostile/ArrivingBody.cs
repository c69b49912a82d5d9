using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Nines.Guard.Tests.Hostile;

/// <summary>A body that arrives in pieces, and perhaps not to its end.</summary>
internal sealed class ArrivingBody(byte[] body, int pieces, BodyFault fault) : PipeReader, IRequestBodyPipeFeature
{
    private int _arrived;

    public PipeReader Reader => this;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        int left = pieces - _arrived;
        if (left <= 0 && fault != BodyFault.None)
        {
            throw fault switch
            {
                BodyFault.Reset => new IOException("The client reset the request stream."),
                BodyFault.TooSlow => new BadHttpRequestException("slow", StatusCodes.Status408RequestTimeout),
                _ => new BadHttpRequestException("a chunk of \ud800"),
            };
        }

        _arrived++;
        return new(new ReadResult(Sequence(), isCanceled: false, isCompleted: left <= 1 && fault == BodyFault.None));
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void AdvanceTo(SequencePosition consumed)
    {
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    // What has arrived so far, one segment for each piece.
    private ReadOnlySequence<byte> Sequence()
    {
        if (pieces == 1)
        {
            return new(body);
        }

        var first = new Segment(ReadOnlyMemory<byte>.Empty, null);
        Segment last = first;
        for (int piece = 0; piece < _arrived; piece++)
        {
            int from = (int)((long)body.Length * piece / pieces);
            int to = (int)((long)body.Length * (piece + 1) / pieces);
            last = new Segment(body.AsMemory(from..to), last);
        }

        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
