using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Setup.Check;

/// <summary>What the guard's own token says of the guard. It came from the token service, so it is read and not verified.</summary>
/// <param name="ObjectId">Null when it does not say.</param>
/// <param name="Roles">Permissions of the application, such as those of Graph.</param>
internal sealed record OwnToken(string? ObjectId, ImmutableArray<string> Roles)
{
    private const int MostRoles = 1000;

    /// <summary>Null for a token that is no JWT.</summary>
    public static OwnToken? Read(string token)
    {
        string[] parts = token.Split('.', 4);
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = claims.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string? oid = root.TryGetProperty("oid"u8, out JsonElement id) && id.ValueKind == JsonValueKind.String && Guid.TryParse(id.GetString(), out Guid guid) ? guid.ToString() : null;
            ImmutableArray<string> roles = root.TryGetProperty("roles"u8, out JsonElement list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Take(MostRoles).Select(role => role.GetString()!)]
                : [];
            return new OwnToken(oid, roles);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
