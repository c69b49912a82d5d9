using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Nines.Benchmarks.Guard.Stub;

/// <summary>Answers straight from Kestrel's features, without HttpContext, hosting diagnostics or a pipeline.</summary>
internal sealed class BareApplication(TimeSpan delay) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        await StubAnswer.DrainAsync(context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay);
        }

        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.Headers.ContentLength = StubAnswer.Body.Length;
        response.Headers.ContentType = "application/json";
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(StubAnswer.Body);
    }
}
