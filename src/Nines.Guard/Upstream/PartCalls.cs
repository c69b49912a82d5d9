using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace Nines.Guard.Upstream;

/// <summary>
/// The calls of one part of Azure. From outside to inside: total time, retries, breaker, hedge, then for each attempt the pause after a
/// 429, a place, and the attempt's own time.
/// </summary>
internal sealed class PartCalls
{
    private static readonly ResiliencePropertyKey<Call> s_call = new("call");

    private readonly string _part;
    private readonly ResilienceOptions _options;
    private readonly HttpAttempt _http;
    private readonly IUpstreamEvents _events;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly Budget _retries;
    private readonly Budget _hedges;
    private readonly LatencyWindow _latencies;
    private readonly AdaptiveLimit _limit;
    private readonly ConcurrentDictionary<string, Throttle> _throttles = new(StringComparer.Ordinal);
    private readonly ResiliencePipeline<Attempt> _calls;
    private readonly ResiliencePipeline<Attempt> _attempts;

    public PartCalls(string part, HttpAttempt http, ResilienceOptions options, IUpstreamEvents events, TimeProvider time, Random jitter)
    {
        (_part, _http, _options, _events, _time, _jitter) = (part, http, options, events, time, jitter);
        _retries = new Budget(options.RetryShare, options.RetryBurst);
        _hedges = new Budget(options.HedgeShare, options.HedgeBurst);
        _latencies = new LatencyWindow(options.HedgeSamples);
        _limit = new AdaptiveLimit(options, time);
        _calls = Pipeline();
        _attempts = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }.AddTimeout(options.AttemptLimit).Build();
    }

    /// <summary>The limit on attempts at once, attempts under way, attempts that wait.</summary>
    public (int Limit, int UnderWay, int Queued) Load => _limit.Now;

    /// <summary>True while calls of this principal are held back after a 429.</summary>
    public bool IsPaused(string principal) => _throttles.TryGetValue(principal, out Throttle? throttle) && throttle.Remaining is not null;

    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellation"/>.</exception>
    public async ValueTask<Attempt> SendAsync(OutgoingCall request, CancellationToken cancellation)
    {
        Throttle throttle = _throttles.GetOrAdd(request.Principal, static (_, self) => new Throttle(self._options, self._time), this);
        if (throttle.Remaining is { } left)
        {
            return new Attempt(AttemptKind.Paused, RetryAfter: left);
        }

        _retries.Deposit();
        _hedges.Deposit();
        Call call = new(request, throttle);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            context.Properties.Set(s_call, call);
            Outcome<Attempt> outcome = await _calls.ExecuteOutcomeAsync(
                static async (context, state) =>
                {
                    try
                    {
                        return Outcome.FromResult(await state.Self.AttemptAsync(state.Call, context.CancellationToken));
                    }
                    catch (OperationCanceledException stopped)
                    {
                        return Outcome.FromException<Attempt>(stopped);
                    }
                },
                context,
                (Self: this, Call: call));
            return outcome.Exception switch
            {
                null => outcome.Result,
                TimeoutRejectedException => new Attempt(AttemptKind.TimedOut, Detail: $"no answer within {_options.TotalLimit.TotalSeconds:0.#} s"),
                BrokenCircuitException => new Attempt(AttemptKind.BreakerOpen),
                OperationCanceledException when cancellation.IsCancellationRequested => throw new OperationCanceledException(cancellation),
                { } unexpected => new Attempt(AttemptKind.Unusable, Detail: unexpected.GetType().Name),
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Attempt> AttemptAsync(Call call, CancellationToken cancellation)
    {
        bool isFirst = call.TryBeFirst();
        if (call.Throttle.Enter(out Throttle.Pass pass) is { } left)
        {
            call.HasEnded = true;
            return new Attempt(AttemptKind.Paused, RetryAfter: left);
        }

        Attempt? ended = null;
        try
        {
            // A hedge is worth something only at once; it waits for no place.
            if (!await _limit.AcquireAsync(mayWait: isFirst, cancellation))
            {
                return new Attempt(AttemptKind.Overloaded);
            }

            long started = _time.GetTimestamp();
            try
            {
                ended = await TimedAsync(call.Request, cancellation);
                return ended.Value;
            }
            finally
            {
                Learn(started, ended);
            }
        }
        finally
        {
            call.HasEnded = true;
            if (call.Throttle.Leave(pass, ended) is { } pause)
            {
                _events.Paused(_part, pause);
            }
        }
    }

    private async ValueTask<Attempt> TimedAsync(OutgoingCall request, CancellationToken cancellation)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            Outcome<Attempt> outcome = await _attempts.ExecuteOutcomeAsync(
                static async (context, state) =>
                {
                    try
                    {
                        return Outcome.FromResult(await state.Http.SendAsync(state.Request, context.CancellationToken));
                    }
                    catch (OperationCanceledException stopped)
                    {
                        return Outcome.FromException<Attempt>(stopped);
                    }
                },
                context,
                (Http: _http, Request: request));
            if (outcome.Exception is TimeoutRejectedException)
            {
                return new Attempt(AttemptKind.TimedOut, Detail: $"no answer within {_options.AttemptLimit.TotalSeconds:0.#} s");
            }

            outcome.ThrowIfException();
            return outcome.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private void Learn(long started, Attempt? ended)
    {
        TimeSpan took = _time.GetElapsedTime(started);
        bool isAnswer = ended is { IsWord: true };
        _limit.Release(started, isAnswer ? took : null, ended is { IsTrouble: true });

        // An attempt that was overtaken by its hedge took at least this long; leaving it out would make slow look fast.
        if (isAnswer || ended is null)
        {
            _latencies.Add(took);
        }
    }

    private TimeSpan RetryDelay(int retry)
    {
        double full = _options.FirstRetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(retry, 16));
        lock (_jitter)
        {
            return TimeSpan.FromMilliseconds(full * (0.5 + (0.5 * _jitter.NextDouble())));
        }
    }

    private TimeSpan HedgeDelay() =>
        _options.HedgeShare > 0 && _hedges.HasOne && _latencies.Slow is { } slow
            ? slow > _options.MinHedgeDelay ? slow : _options.MinHedgeDelay
            : Timeout.InfiniteTimeSpan;

    private Func<ValueTask<Outcome<Attempt>>>? Hedge(HedgingActionGeneratorArguments<Attempt> asked)
    {
        // Only beside a slow attempt; after a failed one the budget of retries decides.
        if (!asked.PrimaryContext.Properties.TryGetValue(s_call, out Call? call) || call.HasEnded || !_hedges.TryWithdraw())
        {
            return null;
        }

        _events.Hedged(_part);
        return () => asked.Callback(asked.ActionContext);
    }

    private ResiliencePipeline<Attempt> Pipeline()
    {
        ResiliencePipelineBuilder<Attempt> builder = new() { TimeProvider = _time };
        builder.AddTimeout(_options.TotalLimit);
        if (_options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = _options.Retries,
                ShouldHandle = asked => ValueTask.FromResult(asked.Outcome.Exception is null && asked.Outcome.Result.IsWorthRetrying && _retries.TryWithdraw()),
                DelayGenerator = asked => ValueTask.FromResult<TimeSpan?>(RetryDelay(asked.AttemptNumber)),
                OnRetry = asked =>
                {
                    if (asked.Context.Properties.TryGetValue(s_call, out Call? call))
                    {
                        call.Restart();
                    }

                    _events.Retried(_part);
                    return ValueTask.CompletedTask;
                },
            });
        }

        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
        {
            FailureRatio = _options.BreakerFailureShare,
            SamplingDuration = _options.BreakerWindow,
            MinimumThroughput = _options.BreakerLeastCalls,
            BreakDuration = _options.BreakerPause,
            ShouldHandle = asked => ValueTask.FromResult(asked.Outcome.Exception is TimeoutRejectedException || (asked.Outcome.Exception is null && asked.Outcome.Result.IsTrouble)),
            OnOpened = _ => Changed(BreakerState.Open),
            OnHalfOpened = _ => Changed(BreakerState.HalfOpen),
            OnClosed = _ => Changed(BreakerState.Closed),
        });

        if (_options.HedgeShare > 0)
        {
            builder.AddHedging(new HedgingStrategyOptions<Attempt>
            {
                MaxHedgedAttempts = 1,
                ShouldHandle = asked => ValueTask.FromResult(asked.Outcome.Exception is null && !asked.Outcome.Result.IsWord),
                DelayGenerator = _ => ValueTask.FromResult(HedgeDelay()),
                ActionGenerator = Hedge,
            });
        }

        return builder.Build();
    }

    private ValueTask Changed(BreakerState state)
    {
        _events.BreakerChanged(_part, state);
        return ValueTask.CompletedTask;
    }

    /// <summary>A call while it is under way.</summary>
    private sealed class Call(OutgoingCall request, Throttle throttle)
    {
        private int _begun;
        private volatile bool _hasEnded;

        public OutgoingCall Request { get; } = request;

        public Throttle Throttle { get; } = throttle;

        /// <summary>An attempt of this round is over.</summary>
        public bool HasEnded
        {
            get => _hasEnded;
            set => _hasEnded = value;
        }

        /// <summary>True for the first attempt of a round, false for its hedge.</summary>
        public bool TryBeFirst() => Interlocked.Exchange(ref _begun, 1) == 0;

        public void Restart()
        {
            HasEnded = false;
            Volatile.Write(ref _begun, 0);
        }
    }
}
