using System.Text.Json;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// Reads what checkaccess answers: a list of decisions (v1), or an object with the list and a link to the next page (v2). Strict where a
/// decision depends on it: a field of another type, a field that is duplicated, or a decision by another word make the answer unusable.
/// </summary>
internal static class CheckAnswerReader
{
    private const int MaxText = 1024;

    /// <param name="answers">Gets what was read; of no use when the result is not null.</param>
    /// <param name="next">The link to the next page; null on the last one.</param>
    /// <returns>The error of the answer, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> body, CheckApi api, ActionAnswers answers, out string? next)
    {
        next = null;
        try
        {
            Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = 32 });
            json.Read();
            if (api == CheckApi.V1)
            {
                ReadList(ref json, answers);
            }
            else
            {
                next = ReadPage(ref json, answers);
            }

            return json.Read() ? "something follows the answer" : null;
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "it is not the JSON that was expected";
        }
    }

    private static string? ReadPage(ref Utf8JsonReader json, ActionAnswers answers)
    {
        Expect(json.TokenType == JsonTokenType.StartObject, "it is not an object");
        string? next = null;
        bool hasValue = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = json.ValueTextEquals("value"u8);
            bool isNext = json.ValueTextEquals("nextLink"u8);
            json.Read();
            if (isValue)
            {
                Expect(!hasValue, "value is duplicated");
                hasValue = true;
                ReadList(ref json, answers);
            }
            else if (isNext)
            {
                next = Text(ref json, "nextLink") is { Length: > 0 } link ? link : null;
            }
            else
            {
                json.Skip();
            }
        }

        Expect(hasValue, "it has no value");
        return next;
    }

    private static void ReadList(ref Utf8JsonReader json, ActionAnswers answers)
    {
        Expect(json.TokenType == JsonTokenType.StartArray, "it is not a list");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(json.TokenType == JsonTokenType.StartObject, "an item is not an object");
            ReadDecision(ref json, answers);
        }
    }

    private static void ReadDecision(ref Utf8JsonReader json, ActionAnswers answers)
    {
        string? decision = null;
        string? action = null;
        string? role = null;
        string? deny = null;
        long? ttl = null;
        bool isData = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("accessDecision"u8))
            {
                Expect(decision is null, "accessDecision is duplicated");
                json.Read();
                decision = Text(ref json, "accessDecision") ?? "";
            }
            else if (json.ValueTextEquals("actionId"u8))
            {
                Expect(action is null, "actionId is duplicated");
                json.Read();
                action = Text(ref json, "actionId") ?? "";
            }
            else if (json.ValueTextEquals("timeToLiveInMs"u8))
            {
                Expect(ttl is null, "timeToLiveInMs is duplicated");
                json.Read();
                ttl = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long given) ? given : throw new FormatException("timeToLiveInMs is not a whole number");
            }
            else if (json.ValueTextEquals("isDataAction"u8))
            {
                json.Read();
                isData = json.TokenType != JsonTokenType.False;
            }
            else if (json.ValueTextEquals("roleAssignment"u8))
            {
                json.Read();
                role = Assignment(ref json);
            }
            else if (json.ValueTextEquals("denyAssignment"u8))
            {
                json.Read();
                deny = Assignment(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        Expect(action is { Length: > 0 }, "a decision names no action");

        // Said of managing the cluster, when its data was asked about: that is another action of the same name.
        if (!isData)
        {
            return;
        }

        TimeSpan kept = ttl is > 0 ? TimeSpan.FromMilliseconds(Math.Min(ttl.Value, 3_600_000)) : TimeSpan.Zero;
        answers.Add(action!, decision switch
        {
            "Allowed" => new ActionAnswer(true, role, kept),
            "NotAllowed" or "Denied" => new ActionAnswer(false, deny, kept),
            _ => throw new FormatException("a decision is neither Allowed nor NotAllowed nor Denied"),
        });
    }

    /// <summary>The id of an assignment; without one, its role definition and scope; null for none.</summary>
    private static string? Assignment(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        string? id = null;
        string? role = null;
        string? scope = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = json.ValueTextEquals("id"u8);
            bool isRole = json.ValueTextEquals("roleDefinitionId"u8);
            bool isScope = json.ValueTextEquals("scope"u8);
            json.Read();
            if (json.TokenType == JsonTokenType.String && (isId || isRole || isScope))
            {
                string? text = json.GetString() is { Length: > 0 and <= MaxText } given ? given : null;
                (id, role, scope) = isId ? (text, role, scope) : isRole ? (id, text, scope) : (id, role, text);
            }
            else
            {
                json.Skip();
            }
        }

        return id ?? (role is null ? null : scope is null ? $"of role {role}" : $"of role {role} at {scope}");
    }

    private static string? Text(ref Utf8JsonReader json, string name) => json.TokenType switch
    {
        JsonTokenType.String => json.GetString(),
        JsonTokenType.Null => null,
        _ => throw new FormatException($"{name} is not a text"),
    };

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new FormatException(otherwise);
        }
    }
}

/// <summary>Links to further pages of an answer.</summary>
internal static class NextPage
{
    /// <summary>The address of the next page; null when it leaves the server that the first page came from, where the token must not go.</summary>
    public static Uri? Resolve(Uri first, string link) =>
        Uri.TryCreate(first, link, out Uri? next)
        && next.Scheme == first.Scheme && next.Port == first.Port && next.Host.Equals(first.Host, StringComparison.OrdinalIgnoreCase)
            ? next
            : null;
}

/// <summary>Decision of Azure about one action.</summary>
/// <param name="Why">The role assignment that allows it or the deny assignment that refuses it; null when Azure named none.</param>
/// <param name="Ttl">Time for which it may be kept; zero when Azure gave none.</param>
internal readonly record struct ActionAnswer(bool IsAllowed, string? Why, TimeSpan Ttl);

/// <summary>Collects the answers to one call from all of its pages.</summary>
internal sealed class ActionAnswers
{
    // Azure compares ids without case.
    private readonly Dictionary<string, ActionAnswer> _answers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of two answers about one action the worse counts, and the shorter ttl.</summary>
    public void Add(string action, ActionAnswer answer)
    {
        if (_answers.TryGetValue(action, out ActionAnswer other))
        {
            ActionAnswer worse = other.IsAllowed ? answer : other;
            answer = worse with { Ttl = answer.Ttl < other.Ttl ? answer.Ttl : other.Ttl };
        }

        _answers[action] = answer;
    }

    /// <summary>Null when Azure said nothing of it.</summary>
    public ActionAnswer? Find(CheckAction action) => _answers.TryGetValue(action.Id, out ActionAnswer answer) ? answer : null;
}
