using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.FakeAzure.Tokens;

namespace Nines.FakeAzure.Endpoints;

/// <summary>
/// The groups of users and service principals: <c>getMemberGroups</c>, and <c>transitiveMemberOf/microsoft.graph.group</c> for accounts with more
/// groups than that returns. Later pages are requested by GET with the address in the previous page.
/// </summary>
internal sealed class GraphEndpoint(FakeTenant tenant, CallerCheck callers)
{
    /// <summary>getMemberGroups refuses more.</summary>
    public const int MaxMemberGroups = 11_000;

    public Reply Answer(FakeRequest request)
    {
        (ReceivedToken? caller, Reply? refusal) = callers.Check(request, CallerCheck.Graph);
        if (caller is null)
        {
            return refusal!;
        }

        return Find(request.Segments, caller) is not { } asked
            ? Reply.Error(400, "BadRequest", "Resource not found for the segment.") with { Principal = caller.ObjectId }
            : AnswerFor(request, caller, asked.Collection, asked.Id, asked.Question) with { Principal = caller.ObjectId };
    }

    /// <summary>Takes <c>/v1.0/{users|servicePrincipals|directoryObjects|groups}/{id}/...</c> and <c>/v1.0/me/...</c> apart.</summary>
    private static (string Collection, string Id, string Question)? Find(string[] path, ReceivedToken caller) => path switch
    {
        [_, "me", .. var rest] => Known(rest) is { } question ? ("users", caller.ObjectId, question) : null,
        [_, ("users" or "servicePrincipals" or "directoryObjects" or "groups") and var collection, var id, .. var rest] =>
            Known(rest) is { } question ? (collection, id, question) : null,
        _ => null,
    };

    private static string? Known(string[] rest) => rest switch
    {
        ["getMemberGroups"] or ["microsoft.graph.getMemberGroups"] => "getMemberGroups",
        ["transitiveMemberOf", "microsoft.graph.group"] => "transitiveMemberOf",
        _ => null,
    };

    private Reply AnswerFor(FakeRequest request, ReceivedToken caller, string collection, string id, string question)
    {
        TenantState state = tenant.State;
        string? oid = collection switch
        {
            "users" => state.FindUser(id)?.Oid,
            "servicePrincipals" => state.ServicePrincipals.GetValueOrDefault(id)?.Oid,
            "groups" => state.Groups.GetValueOrDefault(id)?.Oid,
            _ => state.Users.GetValueOrDefault(id)?.Oid ?? state.ServicePrincipals.GetValueOrDefault(id)?.Oid ?? state.Groups.GetValueOrDefault(id)?.Oid,
        };
        if (!MayRead(caller, collection, oid))
        {
            return Reply.Error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
        }

        if (oid is null)
        {
            return Reply.Error(404, "Request_ResourceNotFound", $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        }

        bool isAction = question == "getMemberGroups";
        _ = int.TryParse(request.Query["$skiptoken"], out int skip);
        bool? securityOnly = skip > 0 ? request.Query["$securityonly"] == "true" : isAction ? SecurityOnly(request) : false;
        if (securityOnly is not { } only || (skip == 0 && isAction != (request.Method == "POST")) || skip < 0)
        {
            return Reply.Error(400, "Request_BadRequest", "securityEnabledOnly is missing or is not a boolean.");
        }

        ImmutableSortedSet<string> groups = state.GroupsOf(oid, only)!;
        if (isAction && groups.Count > MaxMemberGroups)
        {
            return Reply.Error(400, "Directory_ResultSizeLimitExceeded", "The result size limit is exceeded.");
        }

        string next = $"{request.Base.GetLeftPart(UriPartial.Authority)}{new PathString(request.Path).ToUriComponent()}?$securityonly={(only ? "true" : "false")}&$skiptoken=";
        return Page(groups, skip, state.Settings.GraphPage, isAction, next) with
        {
            Key = AnswerKey.Create("graph", collection, oid, question, only ? "true" : "false"),
            Question = $"{collection}/{oid}/{question}",
        };
    }

    /// <summary>By Microsoft's table of permissions for these calls.</summary>
    private static bool MayRead(ReceivedToken caller, string collection, string? oid)
    {
        IReadOnlyList<string> has = caller.IsApp ? caller.AppRoles : caller.Scopes;
        if (has.Contains("Directory.Read.All"))
        {
            return true;
        }

        bool readsGroups = has.Contains("GroupMember.Read.All") || has.Contains("Group.Read.All");
        return collection switch
        {
            "users" => readsGroups && (has.Contains("User.Read.All") || has.Contains("User.ReadBasic.All")
                || (!caller.IsApp && caller.ObjectId.Equals(oid, StringComparison.OrdinalIgnoreCase) && has.Contains("User.Read"))),
            "servicePrincipals" => readsGroups && has.Contains("Application.Read.All"),
            "groups" => readsGroups,
            _ => false,
        };
    }

    private static bool? SecurityOnly(FakeRequest request)
    {
        try
        {
            using var body = JsonDocument.Parse(request.Body);
            return body.RootElement.TryGetProperty("securityEnabledOnly", out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? value.GetBoolean()
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Reply Page(ImmutableSortedSet<string> groups, int skip, int size, bool isAction, string next) => Reply.Json(200, AnswerVerdict.Given, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", isAction
            ? "https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)"
            : "https://graph.microsoft.com/v1.0/$metadata#groups");
        if (skip + size < groups.Count)
        {
            json.WriteString("@odata.nextLink", $"{next}{skip + size}");
        }

        json.WriteStartArray("value");
        for (int at = skip; at < Math.Min(groups.Count, skip + size); at++)
        {
            if (isAction)
            {
                json.WriteStringValue(groups[at]);
            }
            else
            {
                json.WriteStartObject();
                json.WriteString("id", groups[at]);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
