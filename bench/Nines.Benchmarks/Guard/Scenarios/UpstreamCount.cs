using System.Globalization;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>Asks Azure's stand-in how many checks it was asked for: GET /count gives a number.</summary>
internal sealed class UpstreamCount(int port) : IDisposable
{
    private readonly HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    public async Task<long> ReadAsync(CancellationToken cancellation) =>
        long.Parse(await client.GetStringAsync(new Uri("/count", UriKind.Relative), cancellation), CultureInfo.InvariantCulture);

    /// <exception cref="HttpRequestException">It does not answer within half a minute.</exception>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await ReadAsync(cancellation);
                return;
            }
            catch (HttpRequestException) when (attempt < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            }
        }
    }

    public void Dispose() => client.Dispose();
}
