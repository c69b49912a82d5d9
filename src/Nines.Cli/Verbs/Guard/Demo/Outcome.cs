using System.Text.Json;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Outcome of one review.</summary>
/// <param name="Who">Name of the user.</param>
/// <param name="What">Requested action.</param>
/// <param name="Sent">A timestamp.</param>
/// <param name="Received">A timestamp.</param>
/// <param name="IsYes">Allowed, or known; null when there is no answer.</param>
/// <param name="Why">The reason, or why there is no answer.</param>
/// <param name="IsRight">Null when there is no answer.</param>
internal sealed record Outcome(string Who, string What, long Sent, long Received, GuardAnswer Answer, bool? IsYes, string Why, bool? IsRight)
{
    /// <summary>The status object of an answer; null when it is none.</summary>
    public static JsonElement? StatusOf(GuardAnswer answer)
    {
        if (answer.Failure is not null || answer.Status != 200)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.TryGetProperty("status"u8, out JsonElement status) && status.ValueKind == JsonValueKind.Object ? status.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool IsTrue(JsonElement status, string name) => status.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public static string Text(JsonElement status, string name) =>
        status.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Reason why there is no answer.</summary>
    public static string Trouble(GuardAnswer answer) => answer.Failure ?? $"status {answer.Status}: {System.Text.Encoding.UTF8.GetString(answer.Body).Trim()}";
}
