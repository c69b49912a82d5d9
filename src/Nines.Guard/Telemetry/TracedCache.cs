using System.Diagnostics;
using System.Globalization;
using Nines.Guard.Cache;

namespace Nines.Guard.Telemetry;

/// <summary>A span for each question to the cache that belongs to a traced review. Whatever is asked upstream is below the span of who asked first.</summary>
internal sealed class TracedCache(ISharedCache inner, ReviewTraces traces) : ISharedCache
{
    /// <inheritdoc/>
    public ValueTask<CacheAnswer> GetAsync(EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken cancellation) =>
        traces.IsTracing ? TraceAsync(key, ask, cancellation) : inner.GetAsync(key, ask, cancellation);

    private async ValueTask<CacheAnswer> TraceAsync(EntryKey key, Func<CancellationToken, ValueTask<FreshAnswer>> ask, CancellationToken cancellation)
    {
        using Activity? span = traces.BeginPart("cache", ActivityKind.Internal);
        try
        {
            CacheAnswer answer = await inner.GetAsync(key, ask, cancellation);
            span?.SetTag("nines.cache.source", answer.Source.Name());
            span?.SetTag("nines.cache.version", answer.Version == 0 ? "not kept" : answer.Version.ToString("x32", CultureInfo.InvariantCulture));
            return answer;
        }
        catch
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
