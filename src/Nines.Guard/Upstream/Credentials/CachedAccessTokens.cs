using System.Collections.Concurrent;

namespace Nines.Guard.Upstream.Credentials;

/// <summary>Keeps a token for each scope, and replaces it in time.</summary>
internal sealed class CachedAccessTokens(ITokenSource source, CredentialOptions options, TimeProvider time) : IAccessTokens
{
    private readonly ConcurrentDictionary<string, ScopeToken> _scopes = new(StringComparer.Ordinal);

    /// <summary>For each scope that was asked for: when its token ends, and why the last fetch failed; null for neither.</summary>
    public IEnumerable<(string Scope, DateTimeOffset? NotAfter, string? Failure)> States =>
        _scopes.Select(scope => (scope.Key, scope.Value.State.NotAfter, scope.Value.State.Failure));

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(string scope, CancellationToken cancellation) => Scope(scope).GetAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask<AccessToken> RenewAsync(string scope, AccessToken refused, CancellationToken cancellation) =>
        Scope(scope).RenewAsync(refused, cancellation);

    private ScopeToken Scope(string scope) =>
        _scopes.GetOrAdd(scope, static (scope, self) => new ScopeToken(scope, self.Source, self.Options, self.Time), (Source: source, Options: options, Time: time));
}
