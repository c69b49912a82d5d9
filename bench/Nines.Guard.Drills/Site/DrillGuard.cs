using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json;
using Nines.Guard.Drills.Recording;
using Nines.Guard.Serving;
using Nines.Testing.Consistency;
using Nines.Testing.Site;

namespace Nines.Guard.Drills.Site;

/// <summary>A guard process of a site, watched: what it says of its cache is noted ten times a second.</summary>
internal sealed class DrillGuard : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client;
    private readonly HistoryRecorder _history;
    private readonly SemaphoreSlim _looking = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, long> _rejected = [];
    private Task _watching = Task.CompletedTask;
    private CacheReport? _latest;
    private volatile bool _isMeantToLive;

    public DrillGuard(int number, GuardReplica replica, HttpClient client, HistoryRecorder history)
    {
        (Number, Replica, _client, _history) = (number, replica, client, history);
        Windows = new GuardWindows(number, history, TimeProvider.System);
    }

    public int Number { get; }

    public GuardReplica Replica { get; }

    public GuardWindows Windows { get; }

    /// <summary>The reason of an unexpected end; null when there was none.</summary>
    public string? Crash { get; private set; }

    /// <summary>Shared entries that it and its earlier lives did not believe, by why.</summary>
    public IReadOnlyDictionary<string, long> Rejected => _rejected;

    public async Task StartAsync(CancellationToken cancellation)
    {
        await Replica.StartAsync(cancellation);
        _isMeantToLive = true;
        if (_watching.IsCompleted)
        {
            _watching = WatchAsync();
        }
    }

    /// <summary>Ends it with a signal, and waits until it is gone.</summary>
    public async Task EndAsync(string signal, CancellationToken cancellation)
    {
        await LookAsync(cancellation);
        _isMeantToLive = false;
        await Replica.Process.SignalAsync(signal, cancellation);
        await Replica.Process.WaitForExitAsync(cancellation);
        EndLife();
    }

    public Task SignalAsync(string signal, CancellationToken cancellation) => Replica.Process.SignalAsync(signal, cancellation);

    /// <summary>Its report of this moment; null when it gives none.</summary>
    public async Task<CacheReport?> LookAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(s_patience);
        await _looking.WaitAsync(cancellation);
        try
        {
            TimeSpan began = _history.Now;
            CacheReport report = JsonSerializer.Deserialize(
                await _client.GetByteArrayAsync(new Uri(CacheEndpoints.StatePath, UriKind.Relative), enough.Token), AdministrationJson.Default.CacheReport)!;
            _latest = report;
            Windows.Add(new StoreReport(report.Degraded, report.Unanswered), began);
            return report;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or JsonException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <returns>True if it is certain that nothing from before is served any more.</returns>
    public async Task<bool> PurgeAsync(CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(5 * s_patience);
        TimeSpan invoked = _history.Now;
        bool isSure = false;
        try
        {
            using HttpResponseMessage response = await _client.PostAsync(new Uri(CacheEndpoints.PurgePath, UriKind.Relative), null, enough.Token);
            isSure = (int)response.StatusCode == 200
                && JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(enough.Token), AdministrationJson.Default.PurgeReport)!.Purged;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // It may have been done or not: it promises nothing.
        }

        _history.Add(new Purge(null, invoked, isSure ? _history.Now : null));
        return isSure;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _client.Dispose();
        await Replica.DisposeAsync();
        _looking.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                if (_isMeantToLive && Replica.Process.HasExited)
                {
                    Crash ??= $"guard {Number} ended with {Replica.Process.ExitCode}:\n{Replica.Process.Output}";
                    return;
                }

                await LookAsync(_stop.Token);
                await Task.Delay(s_look, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Over.
        }
    }

    private void EndLife()
    {
        Windows.EndLife();
        AddUp();
    }

    /// <summary>Closes the books: what is not over yet stays open.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        await LookAsync(cancellation);
        AddUp();
    }

    private void AddUp()
    {
        foreach ((string why, long count) in _latest?.Rejected ?? ImmutableSortedDictionary<string, long>.Empty)
        {
            _rejected[why] = _rejected.GetValueOrDefault(why) + count;
        }

        _latest = null;
    }
}
