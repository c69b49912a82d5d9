using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Decisions.Entra;

/// <summary>One page of group ids.</summary>
/// <param name="Next">Address of the next page; null on the last.</param>
internal sealed record GroupPage(ImmutableArray<Guid> Groups, Uri? Next)
{
    private const int Depth = 8;

    /// <summary>Reads a page; null when it is none.</summary>
    /// <param name="asked">Address of this page: the next one is only fetched from the same origin, since the token of the guard is sent along.</param>
    public static GroupPage? Read(ReadOnlyMemory<byte> json, Uri asked)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("value"u8, out JsonElement value) || value.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            ImmutableArray<Guid>.Builder groups = ImmutableArray.CreateBuilder<Guid>(value.GetArrayLength());
            foreach (JsonElement item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String || item.GetString() is not { } text || !ObjectId.IsOne(text))
                {
                    return null;
                }

                groups.Add(Guid.ParseExact(text, "D"));
            }

            if (!document.RootElement.TryGetProperty("@odata.nextLink"u8, out JsonElement link) || link.ValueKind == JsonValueKind.Null)
            {
                return new GroupPage(groups.MoveToImmutable(), null);
            }

            return link.ValueKind == JsonValueKind.String
                && Uri.TryCreate(link.GetString(), UriKind.Absolute, out Uri? next)
                && next.UserInfo.Length == 0
                && Uri.Compare(next, asked, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
                    ? new GroupPage(groups.MoveToImmutable(), next)
                    : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
