using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Nines.FakeAzure.Tokens;

/// <summary>A token that this server gave and got back. Whatever it did not sign, it does not know.</summary>
/// <param name="Subject"><c>sub</c>.</param>
/// <param name="ObjectId"><c>oid</c>; empty for service accounts.</param>
/// <param name="AppRoles"><c>roles</c>, what an application may do.</param>
/// <param name="Scopes"><c>scp</c>, what the user lets an application do.</param>
/// <param name="IsApp">An application speaks for itself.</param>
internal sealed record ReceivedToken(
    string Issuer, string Subject, string ObjectId, IReadOnlyList<string> Audiences, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt,
    IReadOnlyList<string> AppRoles, IReadOnlyList<string> Scopes, bool IsApp)
{
    /// <summary>A token with another's signature, or none, is null.</summary>
    public static ReceivedToken? Read(string text, SigningKeys keys)
    {
        string[] parts = text.Split('.', 4);
        try
        {
            if (parts.Length != 3)
            {
                return null;
            }

            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (keys.Find(Text(header.RootElement, "kid")) is not { } key
                || Text(header.RootElement, "alg") != key.Algorithm
                || !key.Verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])))
            {
                return null;
            }

            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            JsonElement claims = payload.RootElement;
            return new ReceivedToken(
                Text(claims, "iss") ?? "", Text(claims, "sub") ?? "", Text(claims, "oid") ?? "", List(claims, "aud"),
                Date(claims, "nbf"), Date(claims, "exp"),
                List(claims, "roles"), (Text(claims, "scp") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), Text(claims, "idtyp") == "app");
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public override string ToString() => "ReceivedToken";

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] List(JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")]
        : [value.GetString() ?? ""];

    private static DateTimeOffset Date(JsonElement element, string name) =>
        DateTimeOffset.FromUnixTimeSeconds(element.TryGetProperty(name, out JsonElement value) && value.TryGetInt64(out long seconds)
            ? Math.Clamp(seconds, 0, 253_402_300_799) : 0);
}
