using System.IO.Pipelines;
using System.Text;
using Nines.Guard.Redis;
using Nines.Testing;

namespace Nines.Guard.Tests.Redis;

public sealed class RedisConnectionTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualClock _clock = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toGuard = new();
    private readonly List<string> _events = [];
    private readonly RedisConnection _connection;

    public RedisConnectionTests() => _connection = new RedisConnection(
        new TwoPipes(_toGuard.Reader, _toServer.Writer), push => _events.Add($"push {push.Items[0].Text}"), 3, new RespParser(RespLimits.Default), _clock);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task Replies_and_pushes_are_handled_in_the_order_in_which_the_server_sent_them()
    {
        RedisBatch first = Named("first");
        RedisBatch second = Named("second");
        _connection.TrySend(first).ShouldBeTrue();
        _connection.TrySend(second).ShouldBeTrue();
        await HearPingsAsync(2);
        await SayAsync(">1\r\n+a\r\n+1\r\n>1\r\n+b\r\n>1\r\n+c\r\n+2\r\n>1\r\n+d\r\n");
        await second.Replies;
        await first.Replies;
        await UntilAsync(() => _events.Count == 6);
        _events.ShouldBe(["push a", "first 1", "push b", "push c", "second 2", "push d"]);
    }

    [Fact]
    public async Task Commands_are_encoded_as_arrays_of_strings()
    {
        _connection.TrySend(new RedisBatch().Add("SET", "k", new byte[] { 0, 13, 10 }, 42));
        string wire = "*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n\0\r\n\r\n$2\r\n42\r\n";
        (await HearAsync(wire.Length)).ShouldBe(wire);
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_the_stream_in_step()
    {
        using var cancel = new CancellationTokenSource();
        ValueTask<RespValue[]?> given = _connection.AskAsync(Named("given up"), Second, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await given);
        ValueTask<RespValue[]?> late = _connection.AskAsync(Named("late"), Second, default);
        _clock.Advance(Second);
        (await late).ShouldBeNull();

        ValueTask<RespValue[]?> next = _connection.AskAsync(Named("next"), Second, default);
        await HearPingsAsync(3);
        await SayAsync("+1\r\n+2\r\n+3\r\n");
        (await next)![0].Text.ShouldBe("3");
        _connection.InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_at_once()
    {
        for (int i = 0; i < 3; i++)
        {
            _connection.TrySend(Named("x")).ShouldBeTrue();
        }

        RedisBatch refused = Named("refused");
        _connection.TrySend(refused).ShouldBeFalse();
        (await refused.Replies).ShouldBeNull();
        await HearPingsAsync(3);
        await SayAsync("+1\r\n");
        await UntilAsync(() => _connection.InFlight == 2);
        _connection.TrySend(Named("y")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("+1\r\n", "without a question")]
    [InlineData("garbage\r\n", "not the protocol")]
    public async Task An_impossible_message_ends_the_connection(string wire, string why)
    {
        await SayAsync(wire);
        await _connection.Ended;
        _connection.Why!.ShouldContain(why);
        _connection.TrySend(Named("x")).ShouldBeFalse();
    }

    [Fact]
    public async Task All_waiting_callers_fail_when_the_server_is_lost()
    {
        RedisBatch waiting = Named("x").Add("PING");
        _connection.TrySend(waiting);
        await HearPingsAsync(2);
        await SayAsync("+1\r\n");
        await _toGuard.Writer.CompleteAsync();
        (await waiting.Replies).ShouldBeNull();
        _connection.Why.ShouldBe("the server closed the connection");
        _events.ShouldBeEmpty();
    }

    [Fact]
    public void Pauses_grow_to_a_limit_with_at_most_half_of_jitter()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), Second, new Random(1));
        for (int i = 0; i < 100; i++)
        {
            double full = Math.Min(1000, 50 * Math.Pow(2, i));
            backoff.Next().TotalMilliseconds.ShouldBeInRange(full / 2, full);
        }

        backoff.Reset();
        backoff.Next().TotalMilliseconds.ShouldBeInRange(25, 50);
    }

    private RedisBatch Named(string name) => new RedisBatch(replies => _events.Add($"{name} {replies[0].Text}")).Add("PING");

    private async Task SayAsync(string text) => await _toGuard.Writer.WriteAsync(Encoding.Latin1.GetBytes(text));

    // A server that answers before it was asked would be refused.
    private Task<string> HearPingsAsync(int count) => HearAsync(count * "*1\r\n$4\r\nPING\r\n".Length);

    private async Task<string> HearAsync(int length)
    {
        ReadResult read = await _toServer.Reader.ReadAtLeastAsync(length);
        string heard = Encoding.Latin1.GetString(System.Buffers.BuffersExtensions.ToArray(read.Buffer));
        _toServer.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
        return heard;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (int i = 0; i < 2000 && !isSo(); i++)
        {
            await Task.Delay(5);
        }

        isSo().ShouldBeTrue();
    }

    private sealed class TwoPipes(PipeReader reader, PipeWriter writer) : Stream
    {
        private readonly Stream _reading = reader.AsStream();
        private readonly Stream _writing = writer.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reading.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _writing.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _writing.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
