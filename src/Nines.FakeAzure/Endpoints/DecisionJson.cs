using System.Collections.Immutable;
using System.Text.Json;
using Nines.FakeAzure.Tenants;

namespace Nines.FakeAzure.Endpoints;

/// <summary>One action, decided.</summary>
internal readonly record struct Decided(string Action, bool IsDataAction, AccessResult Result);

/// <summary>Decisions as checkaccess writes them.</summary>
internal static class DecisionJson
{
    public static void List(Utf8JsonWriter json, ImmutableArray<Decided> decided, TenantSettings settings, string answerId)
    {
        json.WriteStartArray();
        foreach (Decided one in decided)
        {
            json.WriteStartObject();
            json.WriteString("actionId", one.Action);
            json.WriteString("accessDecision", one.Result.IsAllowed ? "Allowed" : one.Result.Deny is null ? "NotAllowed" : "Denied");
            json.WriteBoolean("isDataAction", one.IsDataAction);
            WriteRole(json, one.Result.Role, settings, answerId);
            WriteDeny(json, one.Result.Deny, settings, answerId);
            json.WriteNumber("timeToLiveInMs", settings.TimeToLiveMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRole(Utf8JsonWriter json, FakeRoleAssignment? role, TenantSettings settings, string answerId)
    {
        if (role is null)
        {
            json.WriteNull("roleAssignment");
            return;
        }

        json.WriteStartObject("roleAssignment");
        json.WriteString("id", $"{role.Scope.TrimEnd('/')}/providers/Microsoft.Authorization/roleAssignments/{(settings.AnswerIdsInAssignments ? answerId : role.Id)}");
        json.WriteString("roleDefinitionId", role.Id);
        json.WriteString("principalId", role.PrincipalId);
        json.WriteString("scope", role.Scope);
        json.WriteEndObject();
    }

    private static void WriteDeny(Utf8JsonWriter json, FakeDenyAssignment? deny, TenantSettings settings, string answerId)
    {
        if (deny is null)
        {
            json.WriteNull("denyAssignment");
            return;
        }

        json.WriteStartObject("denyAssignment");
        json.WriteString("id", $"{deny.Scope.TrimEnd('/')}/providers/Microsoft.Authorization/denyAssignments/{(settings.AnswerIdsInAssignments ? answerId : deny.Id)}");
        json.WriteString("scope", deny.Scope);
        json.WriteEndObject();
    }
}
