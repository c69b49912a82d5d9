using System.Threading.Tasks.Sources;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>One caller's review on an HTTP/2 stream, used again for each review so that waiting allocates nothing.</summary>
internal sealed class PendingReview(byte[] expected) : IValueTaskSource<ReviewReply>
{
    private const int MaxBytes = 64 * 1024;
    private ManualResetValueTaskSourceCore<ReviewReply> source;
    private byte[] body = new byte[1024];
    private int length;
    private bool ok;

    /// <summary>The stream was refused before the server looked at it, so it can be asked again elsewhere.</summary>
    public bool Refused { get; private set; }

    public bool HasStatus { get; private set; }

    public long Number { get; private set; }

    public ValueTask<ReviewReply> Start(long number)
    {
        source.Reset();
        (Number, length, ok, Refused, HasStatus) = (number, 0, false, false, false);
        return new ValueTask<ReviewReply>(this, source.Version);
    }

    public void Status(bool isOk) => (ok, HasStatus) = (isOk, true);

    public void Append(ReadOnlySpan<byte> data)
    {
        if (length + data.Length > MaxBytes)
        {
            ok = false;
            return;
        }

        if (length + data.Length > body.Length)
        {
            Array.Resize(ref body, Math.Min(MaxBytes, (length + data.Length) * 2));
        }

        data.CopyTo(body.AsSpan(length));
        length += data.Length;
    }

    public void Complete(long arrived) => source.SetResult(new ReviewReply(
        !ok ? ReviewResult.NotOk : body.AsSpan(0, length).IndexOf(expected) >= 0 ? ReviewResult.Right : ReviewResult.Wrong, arrived));

    public void Break(bool refused, long arrived)
    {
        Refused = refused;
        source.SetResult(new ReviewReply(ReviewResult.Broken, arrived));
    }

    public ReviewReply GetResult(short token) => source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
