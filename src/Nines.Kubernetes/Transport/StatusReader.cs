using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Nines.Text;

namespace Nines.Kubernetes.Transport;

/// <summary>Makes an error of an answer: from its HTTP status and, when there is one, its object of kind Status.</summary>
internal static class StatusReader
{
    // The refusal of an object names each of its wrong fields.
    private const int MaxMessageLength = 2_000;
    private const int MaxCauses = 50;

    public static KubernetesException Read(KubernetesRequest request, int code, TimeSpan? retryAfter, ReadOnlySpan<byte> body, Uri server)
    {
        Status status = Parse(body);
        code = status.Code ?? code;
        KubernetesErrorKind kind = Kind(code, status, request);
        string said = status.Message is { Length: > 0 } message ? Sanitizer.CleanMessage(message, MaxMessageLength) : Plain(body);
        string text = $"{request} at {server.GetLeftPart(UriPartial.Authority)}: {(said.Length > 0 ? said : $"HTTP {code.ToString(CultureInfo.InvariantCulture)}")}";
        return new KubernetesException(kind, text.EndsWith('.') ? text : text + ".", Hint(kind, request))
        {
            StatusCode = code,
            RetryAfter = retryAfter ?? (status.RetrySeconds > 0 ? TimeSpan.FromSeconds(Math.Min(status.RetrySeconds, 86_400)) : null),
            Continue = kind == KubernetesErrorKind.Expired ? status.Continue : null,
            Causes = status.Causes,
        };
    }

    private static KubernetesErrorKind Kind(int code, Status status, KubernetesRequest request) => code switch
    {
        (int)HttpStatusCode.Unauthorized => KubernetesErrorKind.Unauthorized,
        (int)HttpStatusCode.Forbidden => KubernetesErrorKind.Forbidden,
        (int)HttpStatusCode.NotFound or (int)HttpStatusCode.MethodNotAllowed => KubernetesErrorKind.NotFound,
        (int)HttpStatusCode.Conflict => status.Reason == "AlreadyExists" ? KubernetesErrorKind.AlreadyExists : KubernetesErrorKind.Conflict,
        (int)HttpStatusCode.Gone => KubernetesErrorKind.Expired,
        (int)HttpStatusCode.TooManyRequests => request.IsEviction && status.HasBudgetCause
            ? KubernetesErrorKind.BudgetExhausted
            : KubernetesErrorKind.TooManyRequests,
        (int)HttpStatusCode.GatewayTimeout => KubernetesErrorKind.Timeout,
        >= 500 => KubernetesErrorKind.ServerFault,
        >= 300 and < 400 => KubernetesErrorKind.Unreadable,
        _ => KubernetesErrorKind.Invalid,
    };

    private static string? Hint(KubernetesErrorKind kind, KubernetesRequest request) => kind switch
    {
        KubernetesErrorKind.Unauthorized => "The credentials are not accepted: log in again, or choose another user.",
        KubernetesErrorKind.Forbidden => $"Its RBAC rules must allow the verb '{request.Verb}' on {request.Subject}.",
        KubernetesErrorKind.Conflict => "Another client changed it at the same time: read it again, then retry.",
        KubernetesErrorKind.TooManyRequests => "The server has too much to do: try again later.",
        KubernetesErrorKind.BudgetExhausted => "A PodDisruptionBudget allows no disruption now: wait until more pods are healthy.",
        KubernetesErrorKind.Unreadable => "Something between here and kube-apiserver redirects: check 'server' and the proxy.",
        _ => null,
    };

    // A page of a proxy is quoted shortly: it often says what is wrong.
    private static string Plain(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] is (byte)'{' or (byte)'<')
        {
            return "";
        }

        return Sanitizer.CleanMessage(System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, 200)]));
    }

    private static Status Parse(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] != (byte)'{')
        {
            return Status.None;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            JsonElement? details = Object(root, "details");
            List<string> causes = [];
            bool hasBudgetCause = false;
            if (details is { } inner && inner.TryGetProperty("causes", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement cause in list.EnumerateArray().Take(MaxCauses).Where(cause => cause.ValueKind == JsonValueKind.Object))
                {
                    hasBudgetCause |= Text(cause, "reason") == "DisruptionBudget";
                    causes.Add(Sanitizer.CleanMessage($"{Text(cause, "field")}: {Text(cause, "message")}"));
                }
            }

            return new Status(
                Number(root, "code") is >= 300 and < 600 and int code ? code : null, Text(root, "reason"), Text(root, "message"),
                details is { } more ? Number(more, "retryAfterSeconds") ?? 0 : 0,
                Object(root, "metadata") is { } metadata ? Text(metadata, "continue") : null, [.. causes], hasBudgetCause);
        }
        catch (JsonException)
        {
            return Status.None;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in a text.
            return Status.None;
        }
    }

    private static JsonElement? Object(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;

    private sealed record Status(
        int? Code, string? Reason, string? Message, int RetrySeconds, string? Continue, ImmutableArray<string> Causes, bool HasBudgetCause)
    {
        public static Status None { get; } = new(null, null, null, 0, null, [], false);
    }
}
