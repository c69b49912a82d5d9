namespace Nines.FakeAzure.Faults;

/// <summary>
/// Throttles callers as the resource manager does: a bucket of tokens for each principal and subscription, which fills again while it
/// is not used. Safe for many threads.
/// </summary>
internal sealed class TokenBuckets(TimeProvider time)
{
    /// <summary>Buckets; when there are more, those of callers who were longest away are forgotten.</summary>
    private const int MaxBuckets = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Tokens, long At)> _buckets = new(StringComparer.OrdinalIgnoreCase);
    private ThrottleSettings _settings = new();

    /// <summary>A change empties no bucket and fills none above the new burst.</summary>
    public ThrottleSettings Settings
    {
        get
        {
            lock (_gate)
            {
                return _settings;
            }
        }

        set
        {
            if (value.Burst < 1 || !(value.PerSecond >= 0) || value.MinRetryAfterSeconds < 0)
            {
                throw new ArgumentException("burst is from 1, perSecond from 0, minRetryAfterSeconds from 0.", nameof(value));
            }

            lock (_gate)
            {
                _settings = value;
            }
        }
    }

    /// <summary>Takes one token.</summary>
    public ThrottleAnswer Take(string principal, string subscription)
    {
        string name = $"{principal}\n{subscription}";
        lock (_gate)
        {
            if (!_settings.IsOn)
            {
                return new ThrottleAnswer(true, _settings.Burst, 0);
            }

            long now = time.GetTimestamp();
            double tokens = _settings.Burst;
            if (_buckets.TryGetValue(name, out (double Tokens, long At) bucket))
            {
                tokens = Math.Min(_settings.Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * _settings.PerSecond));
            }
            else if (_buckets.Count >= MaxBuckets)
            {
                _buckets.Remove(_buckets.MinBy(pair => pair.Value.At).Key);
            }

            bool isGranted = tokens >= 1;
            _buckets[name] = (isGranted ? tokens - 1 : tokens, now);
            double wait = isGranted || _settings.PerSecond == 0 ? 0 : (1 - tokens) / _settings.PerSecond;
            return new ThrottleAnswer(
                isGranted, (int)(isGranted ? tokens - 1 : 0), isGranted ? 0 : Math.Max(Math.Max(1, _settings.MinRetryAfterSeconds), (int)Math.Ceiling(wait)));
        }
    }
}

/// <param name="Burst">Tokens of a full bucket.</param>
/// <param name="PerSecond">Tokens that come back each second.</param>
/// <param name="MinRetryAfterSeconds">Never ask for less patience than this.</param>
internal sealed record ThrottleSettings(bool IsOn = true, int Burst = 250, double PerSecond = 25, int MinRetryAfterSeconds = 1);

/// <param name="Remaining">Number for the header with the remaining calls.</param>
internal readonly record struct ThrottleAnswer(bool IsGranted, int Remaining, int RetryAfterSeconds);
