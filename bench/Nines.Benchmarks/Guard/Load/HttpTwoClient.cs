namespace Nines.Benchmarks.Guard.Load;

/// <summary>A place for one shared connection, opened when it is first needed and again when the last one said goodbye.</summary>
internal sealed class HttpTwoSlot(LoadTarget target) : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private volatile HttpTwoConnection? connection;

    public LoadTarget Target => target;

    public ValueTask<HttpTwoConnection> GetAsync(CancellationToken cancellation) =>
        connection is { IsClosing: false } current ? ValueTask.FromResult(current) : OpenAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (connection is { } current)
        {
            await current.DisposeAsync();
        }

        one.Dispose();
    }

    private async ValueTask<HttpTwoConnection> OpenAsync(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            // An old connection that is closing still answers what it took; its reader disposes of it.
            return connection is { IsClosing: false } current ? current : connection = await HttpTwoConnection.OpenAsync(target, cancellation);
        }
        finally
        {
            one.Release();
        }
    }
}

/// <summary>One caller of a shared HTTP/2 connection. What the server refused unseen is asked again, as Go's client does.</summary>
internal sealed class HttpTwoClient(HttpTwoSlot slot) : ReviewClient
{
    // One try and six more, like the HTTP/2 transport of Go.
    private const int Attempts = 7;
    private readonly PendingReview pending = new(slot.Target.Questions.Expected);

    public override async ValueTask<ReviewReply> AskAsync(long number, CancellationToken cancellation)
    {
        ReviewReply reply = default;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                HttpTwoConnection connection = await slot.GetAsync(cancellation);
                ValueTask<ReviewReply> answer = pending.Start(number);
                if (connection.Send(pending))
                {
                    reply = await answer;
                    if (!pending.Refused)
                    {
                        return reply;
                    }
                }
            }
            catch (Exception exception) when (IsBroken(exception))
            {
                return new ReviewReply(ReviewResult.Broken, TimeProvider.System.GetTimestamp());
            }
        }

        return reply with { Result = ReviewResult.Broken, Arrived = TimeProvider.System.GetTimestamp() };
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
