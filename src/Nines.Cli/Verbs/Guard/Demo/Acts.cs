using System.Globalization;
using Nines.Guard.Redis;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Events of the demonstration while reviews flow: a role is removed, a guard is killed, the Redis primary is killed.</summary>
internal sealed class Acts(TryStage stage, TryOptions options, TryPrinter printer, DecisionChecker judge, TimeProvider time)
{
    // Parts of the whole time.
    private const double RoleAt = 0.2;
    private const double ReplicaAt = 0.42;
    private const double ReplicaBackAfter = 0.1;
    private const double RedisAt = 0.56;
    private const int Victim = 1;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_agreeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_restoreLimit = TimeSpan.FromSeconds(30);

    private readonly long _began = time.GetTimestamp();
    private bool _isWhole = true;
    private RedisServer? _lost;

    /// <summary>Time from the removal of the role to the last positive answer; null without one.</summary>
    public TimeSpan? LastYes { get; private set; }

    /// <summary>True when cached answers can no longer be positive.</summary>
    public bool IsRoleOver { get; private set; }

    public bool ReplicaKilled { get; private set; }

    public bool RedisKilled => _lost is not null;

    /// <summary>Time from the loss of the primary until all guards shared again; null when they do not yet.</summary>
    public TimeSpan? SharedAgain { get; private set; }

    /// <summary>Failure of the demonstration itself; null without one.</summary>
    public string? Failure { get; private set; }

    /// <summary>Times at which the primary was killed and at which all shared again, timestamps.</summary>
    public (long From, long To) WithoutRedis { get; private set; } = (long.MaxValue, long.MaxValue);

    /// <summary>Runs all acts; ends when the time is up, or early on cancellation.</summary>
    public async Task PlayAsync(CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task acts = Task.WhenAll(RoleAsync(over.Token), ReplicaAsync(over.Token), RedisAsync(over.Token));
        await UntilAsync(1, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await over.CancelAsync();
        try
        {
            await acts;
        }
        catch (OperationCanceledException)
        {
            // The time was up in the middle of an act, or the user ended it.
        }
    }

    /// <summary>Brings back whom the acts killed and did not bring back, as far as that can be done in a bounded time.</summary>
    public async Task RestoreAsync(CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_restoreLimit);
        try
        {
            if (!_isWhole)
            {
                await ReviveAsync(stage.Replicas[Victim], limit.Token);
            }

            if (_lost is { } lost && SharedAgain is null)
            {
                await FailOverAsync(lost, limit.Token);
            }

            if (stage.Redis is { } redis)
            {
                await AgreedAsync(redis, s_restoreLimit, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            printer.Event("Recovery is not complete yet.");
        }
    }

    /// <summary>Receives every outcome.</summary>
    public void See(Outcome outcome)
    {
        if (outcome.IsYes == true && judge.TakenAt is { } taken && outcome.Sent > taken && outcome.Who == Company.Developer.Name
            && Ask.All.Any(ask => ask.EndsWithRole && ask.Who.Name == outcome.Who && ask.ToString() == outcome.What))
        {
            LastYes = time.GetElapsedTime(taken, outcome.Received);
        }
    }

    public static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");

    private async Task RoleAsync(CancellationToken stop)
    {
        await UntilAsync(RoleAt, stop);
        judge.TakeRole(stage.Company.TakeRoleOfDeveloper);
        printer.Event($"The developer's role in 'dev' is removed in Azure. Cached answers may allow it for {Seconds(options.MaxAge)} more.");
        await Task.Delay(options.MaxAge, time, stop);
        IsRoleOver = true;
        printer.Event($"The removed role has no effect any more: {(LastYes is { } last ? $"the last allow came {Seconds(last)} after the removal." : "no review was allowed since the removal.")}");
    }

    private async Task ReplicaAsync(CancellationToken stop)
    {
        await UntilAsync(ReplicaAt, stop);
        Replica victim = stage.Replicas[Victim];
        await victim.KillAsync();
        (ReplicaKilled, _isWhole) = (true, false);
        printer.Event($"{victim.Name} is killed, as in a loss of its node. The others continue; {(stage.Redis is null ? "its decisions are asked for again." : "they share its decisions.")}");
        await UntilAsync(ReplicaAt + ReplicaBackAfter, stop);
        await ReviveAsync(victim, stop);
    }

    private async Task ReviveAsync(Replica victim, CancellationToken stop)
    {
        long started = time.GetTimestamp();
        try
        {
            if (!victim.IsRunning)
            {
                victim.Start();
            }

            await stage.ReadyAsync(victim, stop);
            _isWhole = true;
            printer.Event($"{victim.Name} is back: a new process, ready after {Seconds(time.GetElapsedTime(started))}.");
        }
        catch (IOException why)
        {
            Failure = why.Message;
            printer.Event(why.Message);
        }
    }

    private async Task RedisAsync(CancellationToken stop)
    {
        if (stage.Redis is not { } redis)
        {
            return;
        }

        await UntilAsync(RedisAt, stop);
        await AgreedAsync(redis, s_agreeLimit, stop);
        if (await PrimaryAsync(stop) is not { } primary || redis.Servers.FirstOrDefault(server => server.Port == primary) is not { } server)
        {
            printer.Event("No Redis primary is known, so none is killed.");
            return;
        }

        long killed = time.GetTimestamp();
        await server.Process.KillAsync();
        (_lost, WithoutRedis) = (server, (killed, long.MaxValue));
        printer.Event($"The Redis primary ({primary}) is killed. Until the Sentinels agree on another, each guard asks Azure itself.");
        await FailOverAsync(server, stop);
    }

    private async Task FailOverAsync(RedisServer lost, CancellationToken stop)
    {
        int? next;
        while ((next = await PrimaryAsync(stop)) is null || next == lost.Port || !await stage.Client.AllShareAsync(stop))
        {
            await Task.Delay(s_poll, time, stop);
        }

        long now = time.GetTimestamp();
        (SharedAgain, WithoutRedis) = (time.GetElapsedTime(WithoutRedis.From, now), (WithoutRedis.From, now));
        printer.Event($"Redis {next} is primary now, and all guards share again, {Seconds(SharedAgain.Value)} after the loss. The killed server comes back as a replica.");
        lost.Start(next);
    }

    // The Sentinels find each other some seconds after they start; before that there is no fail-over.
    private async Task AgreedAsync(SharedRedis redis, TimeSpan limit, CancellationToken stop)
    {
        long began = time.GetTimestamp();
        while (!(await redis.CheckAsync(time, stop)).IsEmpty && time.GetElapsedTime(began) < limit)
        {
            await Task.Delay(s_poll, time, stop);
        }
    }

    /// <summary>The port of the server that the first guard that answers takes for the primary.</summary>
    private async Task<int?> PrimaryAsync(CancellationToken stop)
    {
        for (int replica = 0; replica < TryStage.ReplicaCount; replica++)
        {
            if (await stage.Client.CacheAsync(replica, stop) is { } report
                && report.Servers.FirstOrDefault(server => server.Role == "primary") is { } primary
                && RedisEndpoint.TryParse(primary.Address, 0, out RedisEndpoint? endpoint))
            {
                return endpoint!.Port;
            }
        }

        return null;
    }

    private Task UntilAsync(double part, CancellationToken stop)
    {
        TimeSpan left = (options.For * part) - time.GetElapsedTime(_began);
        return left > TimeSpan.Zero ? Task.Delay(left, time, stop) : Task.CompletedTask;
    }
}
