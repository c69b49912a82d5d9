using System.Globalization;
using System.Net.Sockets;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>One guard: a <c>nines guard serve</c> of its own, which can be killed and started again.</summary>
internal sealed class Replica(int number, int reviewsPort, int operationsPort, Func<string, string[], Child> start, string[] self, string config)
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private Child? _process;

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"guard-{number}");

    public int ReviewsPort => reviewsPort;

    public Uri Operations { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{operationsPort}/"));

    public bool IsRunning => _process is { HasExited: false };

    public void Start() => _process = start(
        Name,
        [
            .. self, "guard", "serve", "--config", config,
            "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{reviewsPort}"),
            "--operations-listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{operationsPort}"),
        ]);

    /// <exception cref="IOException">It ended, or was not ready in time.</exception>
    public async Task ReadyAsync(HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await http.GetAsync(new Uri(Operations, "/readyz"), cancellation);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or SocketException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // Not listening yet, or so slow that the client gave up: a machine with much to do takes its time.
            }

            if (_process!.HasExited || time.GetElapsedTime(began) > s_startLimit)
            {
                throw new IOException($"{Name} did not come up: {_process.ReadLogEnd()}");
            }

            await Task.Delay(s_poll, time, cancellation);
        }
    }

    /// <summary>As a lost node would end it.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;
}
