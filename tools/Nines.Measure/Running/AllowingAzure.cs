using System.Net;
using System.Text;
using System.Text.Json;

namespace Nines.Measure.Running;

/// <summary>As much of Azure as a miss needs: a token for anyone who asks, and every action allowed for five minutes.</summary>
internal sealed class AllowingAzure : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public AllowingAzure(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                byte[] answer = Encoding.UTF8.GetBytes(Answer(context.Request));
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static string Answer(HttpListenerRequest request)
    {
        if (!request.Url!.AbsolutePath.Contains("checkaccess", StringComparison.OrdinalIgnoreCase))
        {
            long end = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
            return $$"""{"token_type":"Bearer","access_token":"measure","expires_in":3600,"expires_on":{{end}}}""";
        }

        using var question = JsonDocument.Parse(request.InputStream);
        string[] actions =
        [
            .. question.RootElement.GetProperty("Actions").EnumerateArray().Select(action => action.GetProperty("Id").GetString()).Select(id =>
                $$"""{"accessDecision":"Allowed","actionId":"{{id}}","isDataAction":true,"roleAssignment":{"id":"a","roleDefinitionId":"r"},"denyAssignment":null,"timeToLiveInMs":300000}"""),
        ];
        string list = $"[{string.Join(',', actions)}]";
        return request.Url.Query.Contains("2018-09-01-preview", StringComparison.Ordinal) ? list : $$"""{"value":{{list}}}""";
    }
}
