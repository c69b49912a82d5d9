using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Nines.Guard.Serving.Connections;
using Nines.Testing;

namespace Nines.Guard.Tests.Serving.Connections;

/// <summary>A caller may be writing when the guard says goodbye.</summary>
public sealed class LastBytesTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ManualClock _clock = new();
    private readonly Pipe _fromCaller = new();
    private readonly Pipe _toCaller = new();

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task A_connection_stays_open_while_the_caller_still_writes()
    {
        Task connection = Run(isHttp2: true);
        await GoodbyeAsync();
        await _fromCaller.Writer.WriteAsync(new byte[100], Cancel);
        await _fromCaller.Writer.WriteAsync(new byte[100_000], Cancel);
        connection.IsCompleted.ShouldBeFalse();
        _toCaller.Reader.TryRead(out _).ShouldBeFalse();

        await _fromCaller.Writer.CompleteAsync();
        await connection;
        (await _toCaller.Reader.ReadAsync(Cancel)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Waiting_for_a_caller_to_close_is_bounded()
    {
        Task connection = Run(isHttp2: true);
        await GoodbyeAsync();
        _clock.Advance(s_patience - TimeSpan.FromMilliseconds(1));
        connection.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await connection;
        (await _toCaller.Reader.ReadAsync(Cancel)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task An_HTTP_1_connection_closes_at_once_because_its_caller_waits_for_it()
    {
        Task connection = Run(isHttp2: false);
        await GoodbyeAsync();
        await connection;
        (await _toCaller.Reader.ReadAsync(Cancel)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_caller_that_breaks_the_connection_ends_the_wait()
    {
        Task connection = Run(isHttp2: true);
        await GoodbyeAsync();
        await _fromCaller.Writer.CompleteAsync(new ConnectionResetException("reset"));
        await connection;
    }

    [Fact]
    public async Task An_internal_failure_is_returned_at_once()
    {
        var connection = new DefaultConnectionContext("c", new DuplexPipe(_fromCaller.Reader, _toCaller.Writer), null!);
        ConnectionDelegate follow = new LastBytes(s_patience, _clock).Follow(async inner =>
        {
            inner.Features.Set(new CallerConnection(isHttp2: true, lifetime: null));
            await inner.Transport.Output.CompleteAsync(new IOException("broken"));
            throw new IOException("broken");
        });
        (await Should.ThrowAsync<IOException>(() => follow(connection))).Message.ShouldBe("broken");
        await Should.ThrowAsync<IOException>(async () => await _toCaller.Reader.ReadAsync(Cancel));
    }

    private Task Run(bool isHttp2)
    {
        var connection = new DefaultConnectionContext("c", new DuplexPipe(_fromCaller.Reader, _toCaller.Writer), null!);
        return new LastBytes(s_patience, _clock).Follow(async inner =>
        {
            inner.Features.Set(new CallerConnection(isHttp2, lifetime: null));
            await inner.Transport.Output.WriteAsync("goodbye"u8.ToArray());
            await inner.Transport.Output.CompleteAsync();
            await inner.Transport.Input.CompleteAsync();
        })(connection);
    }

    private async Task GoodbyeAsync()
    {
        ReadResult read = await _toCaller.Reader.ReadAsync(Cancel);
        read.Buffer.Length.ShouldBe(7);
        _toCaller.Reader.AdvanceTo(read.Buffer.End);
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
