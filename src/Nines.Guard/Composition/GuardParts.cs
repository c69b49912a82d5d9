using System.Collections.Immutable;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Composition;

/// <summary>Parts that answer reviews: created by <see cref="GuardComposition"/>, or by a test.</summary>
/// <param name="Authenticator">Null when the guard does not authenticate; a TokenReview is then answered with 404.</param>
/// <param name="Authorizer">Null when the guard does not authorize.</param>
/// <param name="NotReady">Each returns the reason why the guard cannot answer now, or null; used by /readyz.</param>
/// <param name="Owned">Disposed after the last answer, the last one first.</param>
internal sealed record GuardParts(
    IAuthenticator? Authenticator,
    IAuthorizer? Authorizer,
    ImmutableArray<Func<string?>> NotReady,
    ImmutableArray<IAsyncDisposable> Owned) : IAsyncDisposable
{
    /// <summary>Done before the first answer, in this order; each takes a bounded time.</summary>
    public ImmutableArray<Func<CancellationToken, ValueTask>> Starts { get; init; } = [];

    /// <summary>Null when nothing is cached.</summary>
    public GuardCache? Cache { get; init; }

    /// <summary>Null when nothing is traced.</summary>
    public ReviewTraces? Traces { get; init; }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Owned.Reverse())
        {
            await part.DisposeAsync();
        }

        Traces?.Dispose();
    }
}

/// <summary>The cache, and what its owners look at.</summary>
internal sealed record GuardCache(SharedCache Shared, EntryStore Store, Func<KeyRing> Keys);
