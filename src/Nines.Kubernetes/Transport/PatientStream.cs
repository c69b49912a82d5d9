namespace Nines.Kubernetes.Transport;

/// <summary>A body of an answer that gives up when nothing comes for too long, however much came before.</summary>
internal sealed class PatientStream : Stream
{
    private readonly Stream _inner;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _late;
    private readonly ITimer _timer;
    private readonly Func<Exception, KubernetesException> _cut;
    private readonly Func<KubernetesException> _tooSlow;
    private readonly CancellationToken _caller;

    public PatientStream(
        Stream inner, TimeSpan patience, TimeProvider clock, Func<Exception, KubernetesException> cut, Func<KubernetesException> tooSlow, CancellationToken caller)
    {
        (_inner, _patience, _caller, _cut, _tooSlow) = (inner, patience, caller, cut, tooSlow);
        _late = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _late, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _timer.Change(_patience, Timeout.InfiniteTimeSpan);
        try
        {
            return await _inner.ReadAsync(buffer, _late.Token);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw _tooSlow();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            throw _cut(exception);
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer.Dispose();
            _late.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Time without any data from the server, over all attempts of one request: an unreachable server fails in time.</summary>
internal sealed class Silence(TimeProvider clock, TimeSpan maxTime)
{
    private TimeSpan _before;
    private long _since = clock.GetTimestamp();

    /// <summary>Time that remains; zero when it has expired.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = maxTime - _before - clock.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>It answered, whatever it was.</summary>
    public void Heard() => (_before, _since) = (TimeSpan.Zero, clock.GetTimestamp());

    /// <summary>Until <see cref="Resume"/>, time does not count.</summary>
    public void Pause() => _before += clock.GetElapsedTime(_since);

    public void Resume() => _since = clock.GetTimestamp();
}
