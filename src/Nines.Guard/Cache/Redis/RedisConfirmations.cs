using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>
/// Waits until replicas have what was written over a link. WAIT holds up all that is sent behind it, and it speaks for all writes before
/// it: so there is one at a time, and everybody who writes meanwhile shares the next one.
/// </summary>
internal sealed class RedisConfirmations(RedisLink link, RedisStoreOptions options)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<long>? _next;
    private bool _isRunning;

    /// <summary>Called when the reply to the write is there.</summary>
    /// <returns>Number of replicas that confirmed; less than requested after a timeout or a lost link.</returns>
    public Task<long> JoinAsync()
    {
        TaskCompletionSource<long> mine;
        lock (_gate)
        {
            mine = _next ??= new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_isRunning)
            {
                return mine.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return mine.Task;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            TaskCompletionSource<long> group;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isRunning = false;
                    return;
                }

                (group, _next) = (_next, null);
            }

            RedisBatch batch = new RedisBatch().Add("WAIT", options.WaitReplicas, (long)options.WaitLimit.TotalMilliseconds);
            link.TrySend(batch);
            RespValue[]? replies = await batch.Replies;
            group.SetResult(replies is null ? 0 : replies[0].Integer);
        }
    }
}
