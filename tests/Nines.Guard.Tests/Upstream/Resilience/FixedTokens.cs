using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Upstream.Resilience;

/// <summary>Hands out numbered tokens; a renewal gives the next number.</summary>
internal sealed class FixedTokens : IAccessTokens
{
    private int _number = 1;
    private AccessToken _current = new("canary-token-1", DateTimeOffset.MaxValue);

    public int Renewals => _number - 1;

    /// <summary>False: a renewal gives the same token back, as for one that is very young.</summary>
    public bool Renews { get; set; } = true;

    public Func<CancellationToken, Task>? Delay { get; set; }

    public async ValueTask<AccessToken> GetAsync(string scope, CancellationToken cancellation)
    {
        await (Delay?.Invoke(cancellation) ?? Task.CompletedTask);
        return _current;
    }

    public ValueTask<AccessToken> RenewAsync(string scope, AccessToken refused, CancellationToken cancellation)
    {
        if (Renews)
        {
            _number++;
            _current = new AccessToken($"canary-token-{_number}", DateTimeOffset.MaxValue);
        }

        return new(_current);
    }
}
