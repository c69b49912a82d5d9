using System.Globalization;
using Nines.Testing.Processes;

namespace Nines.Cli.Tests.Guard;

/// <summary>A guard of <c>nines guard serve</c> in this process, with certificates of <c>nines guard init</c>.</summary>
internal sealed class ServedGuard : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<NinesRun> _run = null!;

    private ServedGuard()
    {
    }

    public int ReviewsPort { get; } = FreePorts.Next();

    public int OperationsPort { get; } = FreePorts.Next();

    public string At(string name) => Path.Combine(_folder.Path, name);

    /// <summary>What verbs that ask replicas need.</summary>
    public string[] Client => ["--server", $"https://localhost:{ReviewsPort}", "--ca", At("ca.crt"), "--certificate", At("client.crt"), "--key", At("client.key")];

    public static async Task<ServedGuard> StartAsync(params string[] settings)
    {
        var guard = new ServedGuard();
        await MustAsync("guard", "init", "ca", "--out", guard._folder.Path);
        await MustAsync("guard", "init", "server", "--out", guard._folder.Path, "--dns", "localhost");
        await MustAsync("guard", "init", "client", "--out", guard._folder.Path);
        guard._run = NinesRun.Cancelled(
            guard._stop.Token,
            [
                "guard", "serve", "--listen", $"127.0.0.1:{guard.ReviewsPort}", "--operations-listen", $"127.0.0.1:{guard.OperationsPort}",
                "--tls-certificate", guard.At("server.crt"), "--tls-key", guard.At("server.key"), "--tls-client-ca", guard.At("ca.crt"), "--drain-wait", "0s",
                .. settings,
            ]);
        using var client = new HttpClient();
        var ready = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{guard.OperationsPort}/readyz"));
        while (true)
        {
            if (guard._run.IsCompleted)
            {
                throw new InvalidOperationException((await guard._run).Error);
            }

            try
            {
                using HttpResponseMessage response = await client.GetAsync(ready, TestLimit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return guard;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(20, TestLimit.Token);
        }
    }

    /// <summary>As SIGTERM does.</summary>
    public async Task<NinesRun> StopAsync()
    {
        await _stop.CancelAsync();
        return await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static async Task MustAsync(params string[] args)
    {
        NinesRun run = await NinesRun.Of(args);
        run.ExitCode.ShouldBe(0, run.Error);
    }
}
