using System.Text.Json;
using Nines.Text;

namespace Nines.Azure.FailureDomains;

/// <summary>Result of a call.</summary>
internal readonly record struct ArmAnswer<T>(T? Value, ArmFailure? Failure)
    where T : class;

/// <summary>
/// The calls of one reading: tried again where that may help, held back together when Azure throttles, and ended when the time is over.
/// Failures are answers; only the caller's own cancellation is thrown.
/// </summary>
internal sealed class ArmSession : IDisposable
{
    private const string Version = "2024-07-01";
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_minWait = TimeSpan.FromMilliseconds(1);

    private readonly ArmTry _try;
    private readonly ArmOptions _options;
    private readonly CancellationToken _caller;
    private readonly SemaphoreSlim _gate;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _over;
    private readonly Lock _lock = new();
    private readonly long _start;
    private TimeSpan _heldUntil = TimeSpan.Zero;
    private ArmFailure? _signIn;
    private int _singleCalls;

    public ArmSession(ArmTry attempt, ArmOptions options, CancellationToken caller)
    {
        (_try, _options, _caller) = (attempt, options, caller);
        _gate = new SemaphoreSlim(options.AtOnce);
        _start = options.Time.GetTimestamp();
        _deadline = new CancellationTokenSource(options.Whole, options.Time);
        _over = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
    }

    public ArmOptions Options => _options;

    public Uri Address(string path, string query = "") =>
        new($"{_options.Cloud.ResourceManager.GetLeftPart(UriPartial.Path).TrimEnd('/')}{path}?api-version={Version}{query}");

    public Task<ArmAnswer<ArmSet>> SetAsync(ScaleSetId set) => GetAsync(Address(set.Path), ArmDocuments.Set);

    /// <summary>A call about a single machine, of which there are not arbitrarily many.</summary>
    public Task<ArmAnswer<T>> GetSingleAsync<T>(Uri address, Func<JsonElement, T?> read)
        where T : class =>
        Interlocked.Increment(ref _singleCalls) > _options.MaxSingleCalls
            ? Task.FromResult(new ArmAnswer<T>(null, new ArmFailure(UnknownReason.TooManyCalls, $"More than {_options.MaxSingleCalls:N0} calls about single machines would be needed.")))
            : GetAsync(address, read);

    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<ArmAnswer<T>> GetAsync<T>(Uri address, Func<JsonElement, T?> read)
        where T : class
    {
        ArmFailure? last = null;
        try
        {
            for (int tries = 1; ; tries++)
            {
                if (Volatile.Read(ref _signIn) is { } failed)
                {
                    return new ArmAnswer<T>(null, failed);
                }

                TryResult<T> result = await TryAsync(address, read);
                if (result.Failure is null)
                {
                    return new ArmAnswer<T>(result.Value, null);
                }

                last = result.Failure;
                if (last is { Reason: UnknownReason.SignInFailed })
                {
                    // Every further call would fail alike, and signing in can take long.
                    Interlocked.CompareExchange(ref _signIn, last, null);
                }

                if (!result.IsTransient)
                {
                    return new ArmAnswer<T>(null, last);
                }

                if (tries >= _options.MaxTries)
                {
                    return new ArmAnswer<T>(null, last with { Text = $"{last.Text} (tried {tries} times)" });
                }

                TimeSpan wait = result.Wait ?? Backoff(tries);
                if (wait > _options.MaxWait)
                {
                    return new ArmAnswer<T>(null, last with { Text = $"{last.Text} (asked to wait {wait.TotalSeconds:N0} s; at most {_options.MaxWait.TotalSeconds:N0} s are waited)" });
                }

                if (last.Reason == UnknownReason.Throttled)
                {
                    HoldBack(wait);
                }
                else
                {
                    await Task.Delay(wait, _options.Time, _over.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            string after = last is null ? "" : $" The last try: {last.Text}";
            return new ArmAnswer<T>(null, new ArmFailure(
                UnknownReason.OutOfTime, $"GET {Sanitizer.CleanMessage(address.AbsolutePath)}: not read within {_options.Whole.TotalSeconds:N0} s, the time for all of it.{after}"));
        }
    }

    public void Dispose()
    {
        _over.Dispose();
        _deadline.Dispose();
        _gate.Dispose();
    }

    private async Task<TryResult<T>> TryAsync<T>(Uri address, Func<JsonElement, T?> read)
        where T : class
    {
        await _gate.WaitAsync(_over.Token);
        try
        {
            await HeldBackAsync();
            using var slow = new CancellationTokenSource(_options.Try, _options.Time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, slow.Token);
            try
            {
                return await _try.GetAsync(address, read, stop.Token);
            }
            catch (OperationCanceledException) when (!_over.IsCancellationRequested)
            {
                return new TryResult<T>(null, new ArmFailure(UnknownReason.Unreachable, $"GET {Sanitizer.CleanMessage(address.AbsolutePath)}: no answer within {_options.Try.TotalSeconds:N0} s"), IsTransient: true);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    // Azure throttles the caller, not the call: further requests would only make it worse.
    private void HoldBack(TimeSpan wait)
    {
        TimeSpan until = _options.Time.GetElapsedTime(_start) + wait;
        lock (_lock)
        {
            _heldUntil = until > _heldUntil ? until : _heldUntil;
        }
    }

    private async Task HeldBackAsync()
    {
        while (true)
        {
            TimeSpan left;
            lock (_lock)
            {
                left = _heldUntil - _options.Time.GetElapsedTime(_start);
            }

            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await Task.Delay(left < s_minWait ? s_minWait : left, _options.Time, _over.Token);
        }
    }

    private TimeSpan Backoff(int tries)
    {
        TimeSpan wait = s_firstWait * Math.Pow(2, Math.Min(tries - 1, 10));
        return wait < _options.MaxWait ? wait : _options.MaxWait;
    }
}
