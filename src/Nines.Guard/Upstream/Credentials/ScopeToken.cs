namespace Nines.Guard.Upstream.Credentials;

/// <summary>
/// The token of one scope. One fetch at a time, apart from any caller and bounded in time; who needs no new token never waits for one,
/// and who does waits together with the others, not one after another.
/// </summary>
internal sealed class ScopeToken(string scope, ITokenSource source, CredentialOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private AccessToken? _token;
    private DateTimeOffset _refreshAt;
    private long _fetchedAt;
    private Task<AccessToken>? _flight;
    private GuardUnavailableException? _failure;
    private long _failedAt;
    private TimeSpan _backoff;

    /// <summary>End of the token's validity, and the reason why the last fetch failed; null for neither.</summary>
    public (DateTimeOffset? NotAfter, string? Failure) State
    {
        get
        {
            lock (_gate)
            {
                return (_token?.NotAfter, _failure?.Message);
            }
        }
    }

    public ValueTask<AccessToken> GetAsync(CancellationToken cancellation)
    {
        Task<AccessToken> flight;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_token is { } held && now < held.NotAfter)
            {
                if (now >= _refreshAt && _flight is null && !IsBackingOff)
                {
                    _ = Fetch();
                }

                return new(held);
            }

            if (_flight is null && IsBackingOff)
            {
                return ValueTask.FromException<AccessToken>(new GuardUnavailableException(_failure!.Part, Unavailability.Lasting, _failure.Message));
            }

            flight = _flight ?? Fetch();
        }

        return new(flight.WaitAsync(cancellation));
    }

    /// <inheritdoc cref="IAccessTokens.RenewAsync"/>
    public ValueTask<AccessToken> RenewAsync(AccessToken refused, CancellationToken cancellation)
    {
        Task<AccessToken> flight;
        lock (_gate)
        {
            if (!ReferenceEquals(_token, refused))
            {
                // Another caller had it renewed already, or it has ended.
                flight = _token is { } other && time.GetUtcNow() < other.NotAfter ? Task.FromResult(other) : GetAsync(cancellation).AsTask();
            }
            else if (_flight is null && (IsBackingOff || time.GetElapsedTime(_fetchedAt) < options.MinAgeToRenew))
            {
                return new(refused);
            }
            else
            {
                flight = _flight ?? Fetch();
            }
        }

        return new(flight.WaitAsync(cancellation));
    }

    private bool IsBackingOff => _failure is not null && time.GetElapsedTime(_failedAt) < _backoff;

    /// <summary>Under the lock.</summary>
    private Task<AccessToken> Fetch()
    {
        TaskCompletionSource<AccessToken> landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _flight = landed.Task;

        // Not awaited: it belongs to all who wait for it, ends in bounded time and never throws.
        _ = Task.Run(() => FlyAsync(landed));
        return landed.Task;
    }

    private async Task FlyAsync(TaskCompletionSource<AccessToken> landed)
    {
        try
        {
            using CancellationTokenSource limit = new(options.FetchLimit, time);

            // Waited for with the limit as well: a source that does not listen must not hold its callers.
            AccessToken token = await source.FetchAsync(scope, limit.Token).AsTask().WaitAsync(limit.Token);
            DateTimeOffset now = time.GetUtcNow();
            if (token.NotAfter <= now)
            {
                throw CredentialFault.Create("the token service gave a token that has ended already");
            }

            lock (_gate)
            {
                TimeSpan half = (token.NotAfter - now) / 2;
                (_token, _fetchedAt, _refreshAt) = (token, time.GetTimestamp(), token.NotAfter - (half < options.RefreshBefore ? half : options.RefreshBefore));
                (_flight, _failure, _backoff) = (null, null, TimeSpan.Zero);
            }

            landed.SetResult(token);
        }
        catch (Exception fault)
        {
            GuardUnavailableException failure = fault switch
            {
                GuardUnavailableException known => known,
                OperationCanceledException => CredentialFault.Create($"no token within {options.FetchLimit.TotalSeconds:0.#} s"),
                _ => CredentialFault.Create($"no token ({fault.GetType().Name})"),
            };
            lock (_gate)
            {
                TimeSpan doubled = _backoff * 2;
                _backoff = _backoff == TimeSpan.Zero ? options.FirstBackoff : doubled < options.MaxBackoff ? doubled : options.MaxBackoff;
                (_flight, _failure, _failedAt) = (null, failure, time.GetTimestamp());
            }

            landed.SetException(failure);

            // No caller may be waiting, while the old token still serves; an unobserved exception must not end the process.
            _ = landed.Task.Exception;
        }
    }
}
