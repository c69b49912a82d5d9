using System.Globalization;
using System.Net.Sockets;
using Nines.Testing.Processes;

namespace Nines.Testing.Site;

/// <summary>One replica: a process of its own, which can be killed, frozen, drained and started again on the same ports.</summary>
/// <param name="settings">As flags.</param>
/// <param name="standIn">A program that takes the flags of <c>nines guard serve</c>, and what stands before them.</param>
public sealed class GuardReplica(
    IReadOnlyList<string> settings, IReadOnlyDictionary<string, string?>? environment = null, (string Program, IReadOnlyList<string> Verb)? standIn = null) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient s_client = new() { Timeout = TimeSpan.FromSeconds(2) };

    private RealProcess? _process;

    public int ReviewsPort { get; } = FreePorts.Next();

    public int OperationsPort { get; } = FreePorts.Next();

    public RealProcess Process => _process ?? throw new InvalidOperationException("it was not started");

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _process = GuardProgram.Start(
            environment,
            [
                .. standIn?.Verb ?? ["guard", "serve"], "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ReviewsPort}"),
                "--operations-listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{OperationsPort}"), .. settings,
            ],
            standIn?.Program);
        await _process.WaitUntilAsync(async stop => await OperationsAsync("/readyz", stop) is not null, s_patience, cancellation);
    }

    /// <summary>Its answer on the port for probes; null when it does not answer with 200.</summary>
    public async Task<string?> OperationsAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await s_client.GetAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{OperationsPort}{path}")), cancellation);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The sum of a metric over all its label sets that hold these words.</summary>
    public async Task<double> MetricAsync(string name, CancellationToken cancellation, params string[] labels)
    {
        string text = await OperationsAsync("/metrics", cancellation) ?? "";
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..] is [' ' or '{', ..] && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
