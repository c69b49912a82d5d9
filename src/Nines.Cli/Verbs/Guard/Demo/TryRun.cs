using System.Globalization;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Starts all processes, sends reviews while faults are injected, and reports the outcome.</summary>
internal sealed class TryRun
{
    private readonly TryOptions _options;
    private readonly CommandHost _host;
    private readonly TimeProvider _time;
    private readonly TryPrinter _printer;
    private readonly Tally _tally;
    private readonly DecisionChecker _judge;

    private TryRun(TryOptions options, CommandHost host)
    {
        (_options, _host, _time) = (options, host, host.Time);
        _printer = new TryPrinter(host, _time);
        _tally = new Tally(_time);
        _judge = new DecisionChecker(options.MaxAge, _time);
    }

    /// <param name="cancellation">Ends it early; the outcome until then is reported.</param>
    /// <returns>True when every review was answered correctly.</returns>
    /// <exception cref="IOException">The stage could not be set.</exception>
    public static async Task<bool> RunAsync(TryOptions options, CommandHost host, CancellationToken cancellation)
    {
        var run = new TryRun(options, host);
        return await run.RunAsync(cancellation);
    }

    private async Task<bool> RunAsync(CancellationToken cancellation)
    {
        _printer.Line("nines guard try: starting a fake Azure, three guards and their store ...");
        long began = _time.GetTimestamp();
        await using TryStage stage = await TryStage.StartAsync(_host.Environment, _options.MaxAge, _time, cancellation);
        Introduce(stage, _time.GetElapsedTime(began));
        _printer.Begin();

        var acts = new Acts(stage, _options, _printer, _judge, _time);
        var flow = new ReviewFlow(stage, _judge, See, _time);
        await LogInAsync(stage, flow, cancellation);

        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task reviews = flow.RunAsync(TimeSpan.FromSeconds(1) / _options.Rate, new Random(1), over.Token);
        await acts.PlayAsync(over.Token);
        await over.CancelAsync();
        await reviews;

        Summary.Print(_printer, _tally, stage, acts, _judge, _options);
        if (_options.Keep && !cancellation.IsCancellationRequested)
        {
            await acts.RestoreAsync(cancellation);
            await ByHand.PrintAsync(_printer, stage, flow, cancellation);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _tally is { Wrong: 0, Unanswered: 0, Decisions: > 0 } && acts.Failure is null;

        void See(Outcome outcome)
        {
            if (outcome.IsYes is null && cancellation.IsCancellationRequested)
            {
                // Ctrl-C in a terminal may reach the guards too.
                return;
            }

            bool isDecision = outcome.What != ReviewFlow.LogIn;
            _tally.Add(outcome, isDecision);
            _printer.Review(outcome);
            acts.See(outcome);
        }
    }

    private void Introduce(TryStage stage, TimeSpan took)
    {
        string age = _options.MaxAge.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        _printer.Line(string.Create(CultureInfo.InvariantCulture, $"Ready after {took.TotalSeconds:0.0} s, in {stage.Folder}, which is removed at the end:"));
        _printer.Line($"  Azure     a fake at {stage.Azure.BaseAddress}admin/ : Entra ID, Graph and role assignments");
        _printer.Line($"  guards    {string.Join(", ", stage.Replicas.Select(replica => string.Create(CultureInfo.InvariantCulture, $"{replica.Name} at {replica.ReviewsPort}")))}: separate processes, called over mutual TLS");
        _printer.Line(stage.Redis is { } redis
            ? $"  cache     Redis at {string.Join(", ", redis.Servers.Select(server => server.Port))}, Sentinels at {string.Join(", ", redis.Sentinels)}: one version of a decision for all"
            : $"  cache     memory: {stage.MissingForRedis} is not on the PATH, so each guard has a cache of its own; with Redis 7 they share one");
        _printer.Line($"Decisions are cached for {age} s here, to show their expiry; the default is 5 minutes.");
        _printer.Line("Sources of answers: Azure = a call to Azure; shared = the store of all guards; near = a guard's own copy of an entry;");
        _printer.Line("joined = the same question was in flight; itself = decided by the guard alone.");
        _printer.Line();
    }

    private async Task LogInAsync(TryStage stage, ReviewFlow flow, CancellationToken cancellation)
    {
        _printer.Head();
        _printer.Event("Authentication: tokens are verified with the keys of Entra ID.");
        foreach (Visitor visitor in (Visitor[])[Company.Operator, Company.Developer, Company.Stranger])
        {
            await flow.AuthenticateAsync(visitor.Name, visitor.Upn, stage.Company.TokenOf(visitor), isKnown: true, cancellation);
        }

        await flow.AuthenticateAsync("forger", "", stage.Company.ForgedToken(), isKnown: false, cancellation);
        _printer.Event("Authorization: the operator may do everything, the developer some things in 'dev', the stranger nothing.");
    }
}
