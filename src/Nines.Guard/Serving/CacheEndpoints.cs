using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nines.Guard.Composition;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Serving;

/// <summary>
/// <c>GET /cache</c> and <c>POST /purge</c>, on the port of the reviews: who may ask is who has a client certificate. Neither shows who asked
/// for what; a purge costs one question to Azure for each entry that is needed again.
/// </summary>
internal sealed class CacheEndpoints(string replica, GuardCache? cache, GuardLog log)
{
    public const string StatePath = "/cache";
    public const string PurgePath = "/purge";

    private int _purging;

    public static bool Has(string path) => path is StatePath or PurgePath;

    /// <returns>The status; the body is in <paramref name="output"/>, JSON unless the status is 404, 405 or 429.</returns>
    public async ValueTask<int> AnswerAsync(string method, string path, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        if (cache is null)
        {
            return StatusCodes.Status404NotFound;
        }

        if (method != (path == StatePath ? "GET" : "POST"))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        return path == StatePath ? State(cache, output) : await PurgeAsync(cache, output, cancellation);
    }

    private int State(GuardCache of, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(json, CacheReport.Of(replica, of.Store.State, of.Shared.Counts), AdministrationJson.Default.CacheReport);
        return StatusCodes.Status200OK;
    }

    private async ValueTask<int> PurgeAsync(GuardCache of, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        // One at a time: each waits until all replicas have heard of it, and a second one would only begin a further epoch.
        if (Interlocked.Exchange(ref _purging, 1) == 1)
        {
            return StatusCodes.Status429TooManyRequests;
        }

        try
        {
            bool isSure = await of.Store.PurgeAsync(cancellation);
            log.Event(
                isSure ? LogLevel.Information : LogLevel.Warning, "purged",
                isSure ? "No replica serves an entry from before." : "Own copies are gone, but it could not be made sure that the other replicas know.");
            using var json = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(json, new PurgeReport(replica, isSure, of.Store.Epoch), AdministrationJson.Default.PurgeReport);
            return isSure ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        }
        finally
        {
            Volatile.Write(ref _purging, 0);
        }
    }
}
