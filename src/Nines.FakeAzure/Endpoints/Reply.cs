using System.Buffers;
using System.Text.Json;
using Nines.FakeAzure.Faults;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Answer before faults are applied.</summary>
/// <param name="Body">JSON.</param>
internal sealed record Reply(int Status, ReadOnlyMemory<byte> Body, AnswerVerdict Verdict)
{
    /// <summary>Entra ID begins its descriptions with a number.</summary>
    private const string EntraCode = "AADSTS";

    /// <summary>See <see cref="LoggedAnswer.Key"/>.</summary>
    public string Key { get; init; } = "";

    public string Question { get; init; } = "";

    public string Principal { get; init; } = "";

    public long TimeToLiveMs { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Reply Json(int status, AnswerVerdict verdict, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            write(json);
        }

        return new Reply(status, buffer.WrittenMemory, verdict);
    }

    /// <summary>A failure as the resource manager and Graph word it.</summary>
    public static Reply Error(int status, string code, string message) => Json(status, AnswerVerdict.Error, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>A failure as the token endpoints word it (RFC 6749 section 5.2).</summary>
    public static Reply OAuthError(int status, string code, string message) => Json(status, AnswerVerdict.Error, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", code);
        json.WriteString("error_description", message);
        if (message.StartsWith(EntraCode, StringComparison.Ordinal) && int.TryParse(message.AsSpan(EntraCode.Length, message.IndexOf(':', StringComparison.Ordinal) - EntraCode.Length), out int number))
        {
            json.WriteStartArray("error_codes");
            json.WriteNumberValue(number);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    public Reply With(string header, string value) => this with { Headers = [.. Headers, (header, value)] };
}
