using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Nines.Text;

namespace Nines.Azure.FailureDomains;

/// <summary>Result of one try.</summary>
/// <param name="IsTransient">Another try may go better.</param>
/// <param name="Wait">Wait before the next try that the answer asks for; null for none.</param>
internal readonly record struct TryResult<T>(T? Value, ArmFailure? Failure, bool IsTransient = false, TimeSpan? Wait = null)
    where T : class;

/// <summary>Sends one GET through the pipeline of Azure.Core and reads its answer, once.</summary>
internal sealed class ArmTry(TokenCredential credential, ArmOptions options)
{
    private const int MaxErrorBytes = 64 * 1024;
    private const int DeepestJson = 64;

    private readonly HttpPipeline _pipeline = Build(credential, options);

    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public async Task<TryResult<T>> GetAsync<T>(Uri address, Func<JsonElement, T?> read, CancellationToken cancellation)
        where T : class
    {
        string what = $"GET {Sanitizer.CleanMessage(address.AbsolutePath)}";
        try
        {
            using HttpMessage message = _pipeline.CreateMessage();
            message.BufferResponse = false;
            message.Request.Method = RequestMethod.Get;
            message.Request.Uri.Reset(address);
            message.Request.Headers.Add("Accept", "application/json");
            await _pipeline.SendAsync(message, cancellation);
            Response response = message.Response;
            bool isGood = response.Status == 200;
            byte[]? body = await BodyAsync(response, isGood ? options.MaxBytes : MaxErrorBytes, cancellation);
            return isGood ? Read(what, body, read) : Refused<T>(what, response, body);
        }
        catch (SignInException why)
        {
            return new TryResult<T>(null, new ArmFailure(UnknownReason.SignInFailed, $"Signing in to Azure failed: {why.Message}"));
        }
        catch (Exception why) when (why is RequestFailedException or HttpRequestException or IOException or SocketException)
        {
            return new TryResult<T>(null, new ArmFailure(UnknownReason.Unreachable, $"{what}: no answer: {Sanitizer.CleanMessage(why.Message)}"), IsTransient: true);
        }
    }

    private static HttpPipeline Build(TokenCredential credential, ArmOptions options)
    {
        var client = new ArmClientOptions { Retry = { MaxRetries = 0 }, Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false, ApplicationId = "nines" } };
        if (options.Transport is { } transport)
        {
            client.Transport = transport;
        }

        var bearer = new BearerTokenAuthenticationPolicy(new GuardedCredential(credential), options.Cloud.ResourceManagerAudience + "/.default");
        return HttpPipelineBuilder.Build(client, bearer);
    }

    private TryResult<T> Read<T>(string what, byte[]? body, Func<JsonElement, T?> read)
        where T : class
    {
        if (body is null)
        {
            return new TryResult<T>(null, new ArmFailure(UnknownReason.BadAnswer, $"{what}: the answer is longer than {options.MaxBytes:N0} bytes."));
        }

        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DeepestJson });
            return read(json.RootElement) is { } value
                ? new TryResult<T>(value, null)
                : new TryResult<T>(null, new ArmFailure(UnknownReason.BadAnswer, $"{what}: the answer is not of the expected shape."));
        }
        catch (JsonException)
        {
            // Half an answer, or that of a proxy in between: it may be whole the next time.
            return new TryResult<T>(null, new ArmFailure(UnknownReason.BadAnswer, $"{what}: the answer is not JSON."), IsTransient: true);
        }
        catch (InvalidOperationException)
        {
            // A string that is no UTF-16 text: half a surrogate pair.
            return new TryResult<T>(null, new ArmFailure(UnknownReason.BadAnswer, $"{what}: the answer holds text that cannot be read."));
        }
    }

    private TryResult<T> Refused<T>(string what, Response response, byte[]? body)
        where T : class
    {
        UnknownReason reason = response.Status switch
        {
            401 => UnknownReason.SignInFailed,
            403 => UnknownReason.NotPermitted,
            404 => UnknownReason.NotFound,
            429 => UnknownReason.Throttled,
            408 or >= 500 => UnknownReason.Unreachable,
            _ => UnknownReason.BadAnswer,
        };
        (string code, string message) = Explained(body);
        string text = string.Join(": ", new[] { what, $"{response.Status} {code}".TrimEnd(), message }.Where(part => part.Length > 0));
        bool isTransient = response.Status is 408 or 429 or 500 or 502 or 503 or 504;
        return new TryResult<T>(null, new ArmFailure(reason, text), isTransient, isTransient ? RetryAfter(response) : null);
    }

    private TimeSpan? RetryAfter(Response response)
    {
        if (!response.Headers.TryGetValue("Retry-After", out string? value))
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until)
            ? TimeSpan.FromTicks(Math.Max(0, (until - options.Time.GetUtcNow()).Ticks))
            : null;
    }

    private static (string Code, string Message) Explained(byte[]? body)
    {
        try
        {
            using var json = JsonDocument.Parse(body ?? [], new JsonDocumentOptions { MaxDepth = DeepestJson });
            return ArmDocuments.Error(json.RootElement) is { } error ? (Sanitizer.CleanMessage(error.Code, 80), Sanitizer.CleanMessage(error.Message)) : ("", "");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return ("", "");
        }
    }

    /// <returns>Null when it is longer than allowed.</returns>
    private static async Task<byte[]?> BodyAsync(Response response, int maxBytes, CancellationToken cancellation)
    {
        if (response.ContentStream is not { } stream)
        {
            return [];
        }

        using var body = new MemoryStream();
        byte[] chunk = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellation)) > 0)
        {
            if (body.Length + read > maxBytes)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    private sealed class ArmClientOptions : ClientOptions;
}
