using System.Collections.Immutable;
using System.Globalization;
using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Measuring;
using Nines.Benchmarks.Guard.Pki;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>The processes of one scenario: the server under test, and the stand-in for Azure and the shared cache if it has them.</summary>
internal sealed class ScenarioSite : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly BenchPki _pki = BenchPki.Create(TimeProvider.System);
    private readonly Dictionary<string, string> _words;
    private readonly int _upstreamPort = ServerProcess.FreePort();
    private readonly int _sharedPort = ServerProcess.FreePort();

    private ScenarioSite(Scenario scenario, string root)
    {
        int port = ServerProcess.FreePort();
        string body = scenario.Path == SampleQuestions.TokenPath ? SampleQuestions.ForgedToken(TimeProvider.System) : SampleQuestions.SubjectAccess;
        (Scenario, Target) = (scenario, new LoadTarget(port, _pki, new Questions(scenario.Path, body.Trim(), scenario.Asking == Asking.Cached ? scenario.Keys : long.MaxValue, scenario.Expect)));
        _words = new Dictionary<string, string>
        {
            ["{port}"] = port.ToString(CultureInfo.InvariantCulture),
            ["{upstream}"] = _upstreamPort.ToString(CultureInfo.InvariantCulture),
            ["{shared}"] = _sharedPort.ToString(CultureInfo.InvariantCulture),
            ["{pki}"] = _pki.Folder,
            ["{self}"] = $"dotnet exec {typeof(ScenarioSite).Assembly.Location}",
            ["{root}"] = root,
        };
    }

    public Scenario Scenario { get; }

    public LoadTarget Target { get; }

    /// <summary>Counts the calls to the stand-in for Azure; null when there is none.</summary>
    public UpstreamCount? Calls { get; private set; }

    public ServerProcess Server { get; private set; } = null!;

    /// <summary>Starts everything, the server last, and waits for its first right answer.</summary>
    public static async Task<ScenarioSite> StartAsync(Scenario scenario, string root, CancellationToken cancellation)
    {
        ScenarioSite site = new(scenario, root);
        try
        {
            await site.StartAsync(cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out IAsyncDisposable? process))
        {
            await process.DisposeAsync();
        }

        Calls?.Dispose();
        _pki.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        if (Scenario.Prepare.Length > 0)
        {
            await using ServerProcess step = ServerProcess.Start(Fill(Scenario.Prepare), Scenario.Environment, _pki.Path("prepare.log"));
            await step.EndAsync(cancellation);
        }

        if (Scenario.Shared.Length > 0)
        {
            await Start(Scenario.Shared, ImmutableDictionary<string, string>.Empty, "shared.log").ListensAsync(_sharedPort, cancellation);
        }

        if (Scenario.Upstream is not ("" or "none"))
        {
            Start(Scenario.Upstream, ImmutableDictionary<string, string>.Empty, "upstream.log");
            Calls = new UpstreamCount(_upstreamPort);
            await Calls.ReadyAsync(cancellation);
        }

        Server = Start(Scenario.Server, Scenario.Environment, "server.log");
        await Server.ReadyAsync(Target, cancellation);
    }

    private ServerProcess Start(string command, ImmutableDictionary<string, string> environment, string log)
    {
        var process = ServerProcess.Start(Fill(command), environment, _pki.Path(log));
        _running.Push(process);
        return process;
    }

    private string Fill(string command) => _words.Aggregate(command, (text, word) => text.Replace(word.Key, word.Value, StringComparison.Ordinal));
}
