using System.Text.Json;

namespace Nines.FakeAzure.Tenants;

/// <summary>Question to checkaccess: may this object id, with these groups, do these actions on this resource?</summary>
/// <param name="Groups">As the question names them; empty when it names none.</param>
internal sealed record ReceivedCheck(string ObjectId, IReadOnlyList<string> Groups, IReadOnlyList<ReceivedAction> Actions, string ResourceId)
{
    /// <summary>Of one call.</summary>
    public const int MaxActions = 200;

    /// <returns>The question, or what is wrong with it.</returns>
    public static (ReceivedCheck? Question, string? Problem) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = document.RootElement;
            if (!Try(root, "Subject", out JsonElement subject) || !Try(subject, "Attributes", out JsonElement attributes)
                || !Try(attributes, "ObjectId", out JsonElement oid) || oid.GetString() is not { } objectId || !IsId(objectId))
            {
                return (null, "Subject.Attributes.ObjectId is missing or is not a GUID.");
            }

            List<string> groups = [];
            if (Try(attributes, "Groups", out JsonElement named))
            {
                foreach (JsonElement group in named.EnumerateArray())
                {
                    if (group.GetString() is not { } id || !IsId(id))
                    {
                        return (null, "Subject.Attributes.Groups contains something that is not a GUID.");
                    }

                    groups.Add(id);
                }
            }

            List<ReceivedAction> actions = [];
            if (!Try(root, "Actions", out JsonElement list) || list.GetArrayLength() is 0 or > MaxActions)
            {
                return (null, $"Actions is missing, empty, or has more than {MaxActions} items.");
            }

            foreach (JsonElement action in list.EnumerateArray())
            {
                if (!Try(action, "Id", out JsonElement id) || id.GetString() is not { Length: > 0 } name)
                {
                    return (null, "An action has no Id.");
                }

                actions.Add(new ReceivedAction(
                    name, Try(action, "IsDataAction", out JsonElement data) ? data.GetBoolean() : null, Try(action, "Attributes", out JsonElement more) ? more.GetRawText() : ""));
            }

            return !Try(root, "Resource", out JsonElement resource) || !Try(resource, "Id", out JsonElement at) || at.GetString() is not { Length: > 0 } scope || scope[0] != '/'
                ? (null, "Resource.Id is missing or does not begin with a slash.")
                : (new ReceivedCheck(objectId, groups, actions, scope), null);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return (null, "The body is not the JSON that was expected.");
        }
    }

    // The framework's parsers take more spellings of a GUID than Azure does.
    private static bool IsId(string text) => text.Length == 36 && Guid.TryParseExact(text, "D", out Guid id) && id.ToString("D").Equals(text, StringComparison.OrdinalIgnoreCase);

    // Null counts as not given.
    private static bool Try(JsonElement element, string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}

/// <param name="IsDataAction">Null when the question leaves it to the server.</param>
/// <param name="Attributes">As JSON; empty for none.</param>
internal sealed record ReceivedAction(string Id, bool? IsDataAction, string Attributes);
