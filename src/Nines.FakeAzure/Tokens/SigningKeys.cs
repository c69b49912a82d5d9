using System.Collections.Immutable;

namespace Nines.FakeAzure.Tokens;

/// <summary>The keys of the issuer: the first signs, those that are published may verify. Safe for many threads.</summary>
internal sealed class SigningKeys : IDisposable
{
    /// <summary>Published ones; Entra ID has about ten.</summary>
    private const int MaxPublished = 32;

    private readonly Lock _gate = new();
    private readonly List<TokenSigningKey> _all = [];
    private volatile State _state;

    public SigningKeys(string algorithm)
    {
        var first = new TokenSigningKey(algorithm);
        _all.Add(first);
        _state = new State(first, [first]);
    }

    /// <summary>Signs tokens from now on.</summary>
    public TokenSigningKey Current => _state.Current;

    /// <summary>In the key set that is served.</summary>
    public ImmutableArray<TokenSigningKey> Published => _state.Published;

    /// <summary>Makes a new key sign.</summary>
    /// <param name="algorithm">Algorithm of the new key; as before when null.</param>
    /// <param name="publish">False leaves it out of the key set: tokens come before the key, as when a server of keys lags behind.</param>
    /// <param name="keepOld">False takes the old keys out of the set: their tokens are no longer believed.</param>
    public TokenSigningKey Rotate(string? algorithm = null, bool publish = true, bool keepOld = true)
    {
        lock (_gate)
        {
            var key = new TokenSigningKey(algorithm ?? _state.Current.Algorithm);
            _all.Add(key);
            _state = new State(key, [.. publish ? [key] : (IEnumerable<TokenSigningKey>)[], .. keepOld ? _state.Published.Take(MaxPublished - 1) : []]);
            return key;
        }
    }

    /// <summary>Puts the signing key into the set that is served, if it is not there.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            if (!_state.Published.Contains(_state.Current))
            {
                _state = _state with { Published = [_state.Current, .. _state.Published.Take(MaxPublished - 1)] };
            }
        }
    }

    public TokenSigningKey? Find(string? id) => _state is { } state && state.Current.Id == id ? state.Current : _state.Published.FirstOrDefault(key => key.Id == id);

    public void Dispose()
    {
        lock (_gate)
        {
            _all.ForEach(key => key.Dispose());
        }
    }

    private sealed record State(TokenSigningKey Current, ImmutableArray<TokenSigningKey> Published);
}
