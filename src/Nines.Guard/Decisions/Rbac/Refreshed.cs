using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// A value that is fetched when it is first needed and again from time to time, in the background, one fetch at a time. The last good
/// one stays when a fetch fails.
/// </summary>
/// <param name="every">Time for which a value is not fetched again.</param>
/// <param name="retry">Time after a failed fetch without another attempt.</param>
internal sealed class Refreshed<T>(Func<CancellationToken, ValueTask<T>> fetch, TimeSpan every, TimeSpan retry, TimeSpan limit, TimeProvider time)
    where T : class
{
    private readonly Lock _gate = new();
    private volatile T? _value;
    private Task<T>? _flight;
    private GuardUnavailableException? _failure;
    private long _triedAt;

    /// <exception cref="GuardUnavailableException">There is none yet, and it cannot be fetched now.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellation)
    {
        Task<T> flight;
        lock (_gate)
        {
            TimeSpan since = time.GetElapsedTime(_triedAt);
            if (_value is { } held)
            {
                if (_flight is null && since >= (_failure is null ? every : retry))
                {
                    _ = Begin();
                }

                return new(held);
            }

            if (_flight is null && _failure is { } failure && since < retry)
            {
                return ValueTask.FromException<T>(new GuardUnavailableException(failure.Part, failure.Kind, failure.Message));
            }

            flight = _flight ?? Begin();
        }

        return new(flight.WaitAsync(cancellation));
    }

    /// <summary>Under the lock.</summary>
    private Task<T> Begin()
    {
        TaskCompletionSource<T> landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (_flight, _triedAt) = (landed.Task, time.GetTimestamp());

        // Not awaited: it belongs to all who wait for it, ends in bounded time and never throws.
        _ = Task.Run(() => FlyAsync(landed));
        return landed.Task;
    }

    private async Task FlyAsync(TaskCompletionSource<T> landed)
    {
        try
        {
            using CancellationTokenSource stop = new(limit, time);
            T value = await fetch(stop.Token).AsTask().WaitAsync(stop.Token);
            lock (_gate)
            {
                (_value, _flight, _failure, _triedAt) = (value, null, null, time.GetTimestamp());
            }

            landed.SetResult(value);
        }
        catch (Exception fault)
        {
            GuardUnavailableException failure = fault as GuardUnavailableException
                ?? new GuardUnavailableException("operations", Unavailability.Lasting, $"operations: they could not be read ({fault.GetType().Name})");
            lock (_gate)
            {
                (_flight, _failure, _triedAt) = (null, failure, time.GetTimestamp());
            }

            landed.SetException(failure);
            _ = landed.Task.Exception;
        }
    }
}
