using System.Buffers;
using System.Text.Json;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Writes the body of a checkaccess call.</summary>
internal static class CheckRequestWriter
{
    public static ReadOnlyMemory<byte> Write(CheckQuestion question, string scope, ReadOnlySpan<CheckAction> actions, CheckApi api)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("Subject");
            json.WriteStartObject("Attributes");
            json.WriteString("ObjectId", question.ObjectId);
            if (!question.Groups.IsEmpty)
            {
                json.WriteStartArray("Groups");
                foreach (string group in question.Groups)
                {
                    json.WriteStringValue(group);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("Actions");
            foreach (CheckAction action in actions)
            {
                WriteAction(json, action, api);
            }

            json.WriteEndArray();
            json.WriteStartObject("Resource");
            json.WriteString("Id", scope);
            if (api == CheckApi.V2)
            {
                json.WriteNull("Attributes");
                json.WriteEndObject();
                json.WriteStartObject("Environment");
                json.WriteNull("Attributes");
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteAction(Utf8JsonWriter json, CheckAction action, CheckApi api)
    {
        json.WriteStartObject();
        json.WriteString("Id", action.Id);
        if (api == CheckApi.V1)
        {
            json.WriteBoolean("IsDataAction", true);
        }

        if (action.Attributes.IsEmpty)
        {
            json.WriteNull("Attributes");
        }
        else
        {
            json.WriteStartObject("Attributes");
            foreach ((string name, string value) in action.Attributes)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

/// <summary>Address for questions: the scope itself (v1), or one address for all scopes (v2).</summary>
internal static class CheckAddress
{
    private const string CheckPath = "/providers/Microsoft.Authorization/checkaccess?api-version=2018-09-01-preview";

    // Without path and version the decision point answers 404 to everything.
    private const string DecisionPath = "/providers/Microsoft.Authorization/checkAccess?api-version=2021-06-01-preview";

    /// <summary>Common prefix of all addresses of these options.</summary>
    public static Uri Endpoint(RbacOptions options) => options.Api == CheckApi.V1
        ? options.ManagementEndpoint
        : options.DecisionEndpoint is { AbsolutePath: "/" } bare ? new Uri(bare, DecisionPath) : options.DecisionEndpoint!;

    /// <remarks>Put together as text: as a relative address, a scope with two slashes would name another server.</remarks>
    public static Uri Create(RbacOptions options, string scope) => options.Api == CheckApi.V1
        ? new Uri(options.ManagementEndpoint.GetLeftPart(UriPartial.Authority) + AzureResourceId.Escaped(scope) + CheckPath)
        : Endpoint(options);
}
