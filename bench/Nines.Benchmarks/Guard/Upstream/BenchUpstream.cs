using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

using Nines.Benchmarks.Guard.Load;

namespace Nines.Benchmarks.Guard.Upstream;

/// <summary>
/// Stands for Azure where only its time and the number of its calls matter: every action is allowed, after a delay, over plain HTTP.
/// A path that holds <c>checkaccess</c> is answered in the format of 2018-09-01-preview, or of the PDP when no such version is asked for;
/// GET /count reports the number of checks so far; anything else gets a token.
/// </summary>
internal static class BenchUpstream
{
    private const int MaxBody = 1 << 20;

    public static async Task RunAsync(int port, TimeSpan latency, TimeSpan timeToLive, CancellationToken cancellation)
    {
        long checks = 0;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        await using WebApplication app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path == "/count")
            {
                await WriteAsync(context, Interlocked.Read(ref checks).ToString(CultureInfo.InvariantCulture));
                return;
            }

            if (Discovery(context.Request) is { } found)
            {
                await WriteAsync(context, found);
                return;
            }

            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (context.Request.Path.Value?.Contains("checkaccess", StringComparison.OrdinalIgnoreCase) != true)
            {
                long end = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
                await WriteAsync(context, $$"""{"token_type":"Bearer","access_token":"bench","expires_in":3600,"expires_on":{{end}}}""");
                return;
            }

            Interlocked.Increment(ref checks);
            await Task.Delay(latency, context.RequestAborted);
            bool isFirstVersion = context.Request.QueryString.Value?.Contains("2018-09-01-preview", StringComparison.Ordinal) == true;
            await WriteAsync(context, Answer(body.GetBuffer().AsMemory(0, (int)body.Length), isFirstVersion, timeToLive));
        });
        await app.StartAsync(cancellation);
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // OpenID Connect of the tenant whose tokens SampleQuestions forges.
    private static string? Discovery(HttpRequest request) => request.Path.Value switch
    {
        $"/{SampleQuestions.Tenant}/v2.0/.well-known/openid-configuration" => $$"""{"issuer":"{{SampleQuestions.Issuer}}","jwks_uri":"http://{{request.Host}}/{{SampleQuestions.Tenant}}/keys"}""",
        $"/{SampleQuestions.Tenant}/keys" => SampleQuestions.Keys,
        _ => null,
    };

    private static string Answer(ReadOnlyMemory<byte> question, bool isFirstVersion, TimeSpan timeToLive)
    {
        using JsonDocument document = JsonDocument.Parse(question);
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter json = new(bytes);
        if (!isFirstVersion)
        {
            json.WriteStartObject();
            json.WritePropertyName("value");
        }

        json.WriteStartArray();
        foreach (JsonElement action in document.RootElement.GetProperty("Actions").EnumerateArray())
        {
            json.WriteStartObject();
            json.WriteString("accessDecision", "Allowed");
            json.WriteString("actionId", action.GetProperty("Id").GetString());
            json.WriteBoolean("isDataAction", true);
            json.WriteStartObject("roleAssignment");
            json.WriteString("id", "bench-assignment");
            json.WriteString("roleDefinitionId", "bench-role");
            json.WriteEndObject();
            json.WriteNull("denyAssignment");
            json.WriteNumber("timeToLiveInMs", (long)timeToLive.TotalMilliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!isFirstVersion)
        {
            json.WriteEndObject();
        }

        json.Flush();
        return System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(text);
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
