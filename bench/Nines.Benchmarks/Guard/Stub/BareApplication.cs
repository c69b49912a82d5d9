using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Nines.Benchmarks.Guard.Stub;

/// <summary>Answers straight from Kestrel's features, without HttpContext, hosting diagnostics or a pipeline.</summary>
internal sealed class BareApplication(StubOptions options) : IHttpApplication<IFeatureCollection>
{
    private long requests;

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        await StubAnswer.DrainAsync(context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader);
        long number = Interlocked.Increment(ref requests);
        if (options.SilentAfter > 0 && number > options.SilentAfter)
        {
            CancellationToken gone = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
            await Task.Delay(Timeout.InfiniteTimeSpan, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (options.Delay > TimeSpan.Zero)
        {
            await Task.Delay(options.Delay);
        }

        if (options.GoAwayEvery > 0 && number % options.GoAwayEvery == 0)
        {
            context.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.Headers.ContentLength = StubAnswer.Body.Length;
        response.Headers.ContentType = "application/json";
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(StubAnswer.Body);
    }
}
