using Nines.Guard.Tokens;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Entra;

/// <summary>
/// Gets the keys of one issuer and keeps the last good ones. However many callers need them, one asks, in bounded time, and the others
/// wait with it. Safe for many threads.
/// </summary>
/// <param name="discovery">The address of the issuer's document.</param>
internal sealed class IssuerSource(Uri discovery, IUpstream upstream, EntraOptions options, TimeProvider time)
{
    private const string Part = "entra";

    private readonly Lock _gate = new();
    private IssuerKeys? _good;
    private Task<IssuerKeys>? _asking;
    private GuardUnavailableException? _failure;
    private long _began;
    private long _failed;
    private bool _hasAsked;

    /// <summary>Keys that may still be used; null when there are none.</summary>
    public IssuerKeys? Current => Volatile.Read(ref _good) is { } good && time.GetElapsedTime(good.Fetched) < options.MaxKeyAge ? good : null;

    /// <summary>Reason why the last fetch failed; null when it succeeded, or before the first one.</summary>
    public string? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure?.Message;
            }
        }
    }

    /// <summary>The keys at hand, or those that are got now.</summary>
    /// <exception cref="GuardUnavailableException">There are none.</exception>
    public ValueTask<IssuerKeys> GetAsync(CancellationToken cancellation) =>
        Current is { } good ? new ValueTask<IssuerKeys>(good) : FetchAsync(cancellation);

    /// <summary>Fetches the keys, or joins a fetch in progress.</summary>
    /// <exception cref="GuardUnavailableException">It failed, or failed a moment ago.</exception>
    public async ValueTask<IssuerKeys> FetchAsync(CancellationToken cancellation)
    {
        Task<IssuerKeys> asking;
        lock (_gate)
        {
            // A failure is returned to all callers of the next moments, instead of making each of them wait for another.
            if (_asking is null && _failure is { } failure && time.GetElapsedTime(_failed) < options.KeyRetry)
            {
                throw new GuardUnavailableException(Part, failure.Kind, failure.Message, failure);
            }

            asking = _asking ?? Begin();
        }

        return await asking.WaitAsync(cancellation);
    }

    /// <summary>Looks for a key that is not among those at hand.</summary>
    /// <returns>Null when that was done too recently to be done again.</returns>
    /// <exception cref="GuardUnavailableException">It failed.</exception>
    public async ValueTask<IssuerKeys?> SearchAsync(CancellationToken cancellation)
    {
        Task<IssuerKeys> asking;
        lock (_gate)
        {
            if (_asking is null && _hasAsked && time.GetElapsedTime(_began) < options.KeySearchInterval)
            {
                return null;
            }

            asking = _asking ?? Begin();
        }

        return await asking.WaitAsync(cancellation);
    }

    // With the gate held.
    private Task<IssuerKeys> Begin()
    {
        _hasAsked = true;
        _began = time.GetTimestamp();
        TaskCompletionSource<IssuerKeys> got = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asking = got.Task;

        // By the time it fails, no caller may be waiting for it.
        _ = got.Task.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _ = Task.Run(() => RunAsync(_began, got), CancellationToken.None);
        return got.Task;
    }

    private async Task RunAsync(long began, TaskCompletionSource<IssuerKeys> got)
    {
        using CancellationTokenSource limit = new(options.KeyLimit, time);
        try
        {
            DiscoveryDocument document = DiscoveryDocument.Read(await AskAsync(discovery, limit.Token), discovery)
                ?? throw Unreadable("the discovery document cannot be used");
            if (!options.Issuers.Contains(document.Issuer))
            {
                throw Unreadable($"the discovery document is of the issuer '{Shown(document.Issuer)}', which is not an accepted one");
            }

            IssuerKeySet? keys = IssuerKeySet.Read(await AskAsync(document.Keys, limit.Token));
            IssuerKeys good = keys is { Keys.IsEmpty: false }
                ? new IssuerKeys(document, keys, began)
                : throw Unreadable("the key set cannot be read, or has no key that tokens may be signed with");
            IssuerKeys? replaced;
            lock (_gate)
            {
                (replaced, _asking, _failure) = (_good, null, null);
                Volatile.Write(ref _good, good);
            }

            got.SetResult(good);
            replaced?.Keys.Dispose();
        }
        catch (Exception fault)
        {
            GuardUnavailableException failure = fault switch
            {
                GuardUnavailableException known => known,
                OperationCanceledException => new(Part, Unavailability.Lasting, $"entra: no keys within {options.KeyLimit.TotalSeconds:0.#} s"),
                _ => new(Part, Unavailability.Lasting, "entra: keys cannot be had", fault),
            };
            lock (_gate)
            {
                (_asking, _failure, _failed) = (null, failure, time.GetTimestamp());
            }

            got.SetException(failure);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> AskAsync(Uri address, CancellationToken cancellation)
    {
        // The wait has the limit as well, in case the fetch ignores cancellation.
        UpstreamAnswer answer = await upstream.SendAsync(new UpstreamRequest(Part, HttpMethod.Get, address), cancellation).AsTask().WaitAsync(cancellation);
        return answer.Status == 200 ? answer.Body : throw Unreadable($"{address.GetLeftPart(UriPartial.Path)} answered with status {answer.Status}");
    }

    private static GuardUnavailableException Unreadable(string what) => new(Part, Unavailability.Lasting, $"entra: {what}");

    private static string Shown(string text) => text.Length <= 200 ? text : text[..200];
}

/// <summary>The keys of an issuer as they were at one moment.</summary>
/// <param name="Fetched">Start of the fetch, as a timestamp.</param>
internal sealed record IssuerKeys(DiscoveryDocument Issuer, IssuerKeySet Keys, long Fetched);
