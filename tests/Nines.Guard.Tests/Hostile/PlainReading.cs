using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Expected answer.</summary>
/// <param name="Status">0 when nothing is to come back at all.</param>
internal sealed record Expected(int Status, string ApiVersion = "", string Verdict = "", string User = "");

/// <summary>
/// A second reading of a request, by the document model instead of the guard's reader, with rules spelt out instead of a policy: slow, plain and
/// independent. Texts are decoded here, so that what the framework thinks of half a pair of surrogates does not matter.
/// </summary>
internal static class PlainReading
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public static Expected Of(HostileRequest asked)
    {
        if (asked.Path is not ("/subjectaccessreviews" or "/tokenreviews"))
        {
            return new(404);
        }

        if (asked.Method != "POST")
        {
            return new(405);
        }

        string[] type = asked.ContentType.Split(';', 2);
        if (!type[0].TrimEnd(' ', '\t').Equals("application/json", StringComparison.OrdinalIgnoreCase) || asked.Encoding is not null)
        {
            return new(415);
        }

        if (asked.Body.Length > FuzzedGuard.MaxBytes)
        {
            return new(413);
        }

        return asked.Fault switch
        {
            BodyFault.Reset => new(0),
            BodyFault.Malformed => new(400),
            BodyFault.TooSlow => new(408),
            _ => asked.Path == "/tokenreviews" ? Token(asked.Body) : Access(asked.Body),
        };
    }

    private static Expected Token(byte[] body) => Read(body, "authentication.k8s.io", "TokenReview", (_, spec) =>
    {
        string token = Text(spec, "token");
        List(spec, "audiences");
        return token.Length == 0 ? throw new PlainFaultException()
            : token == FuzzedGuard.DeveloperToken ? ("authenticated", "dana")
            : token == FuzzedGuard.OperatorToken ? ("authenticated", "olga")
            : ("unauthenticated", "");
    });

    private static Expected Access(byte[] body) => Read(body, "authorization.k8s.io", "SubjectAccessReview", (isBeta, spec) =>
    {
        string user = Text(spec, "user");
        Text(spec, "uid");
        if (spec.ContainsKey(isBeta ? "groups" : "group"))
        {
            throw new PlainFaultException();
        }

        string[] groups = List(spec, isBeta ? "group" : "groups");
        Dictionary<string, JsonElement> extra = Map(spec, "extra", known: null) ?? [];
        if (extra.Count > 1_000)
        {
            throw new PlainFaultException();
        }

        foreach (string key in extra.Keys)
        {
            List(extra, key);
        }

        Dictionary<string, JsonElement>? resource = Map(spec, "resourceAttributes", s_resource);
        Dictionary<string, JsonElement>? path = Map(spec, "nonResourceAttributes", s_path);
        string[] asked = [.. s_resource.Select(field => Text(resource ?? [], field)), Text(path ?? [], "verb"), Text(path ?? [], "path")];
        if (resource is null == path is null)
        {
            throw new PlainFaultException();
        }

        string[] oid = extra.ContainsKey("oid") ? List(extra, "oid") : [];
        bool isAllowed = Allows([user, .. oid.Length == 1 ? oid : []], groups, resource is not null, asked);
        return (user.Length == 0 || user.StartsWith("system:", StringComparison.Ordinal) ? "no-opinion" : isAllowed ? "allow" : "deny", "");
    });

    // The policy of the fuzzed guard, in words.
    private static bool Allows(string[] subjects, string[] groups, bool isResource, string[] asked)
    {
        string resource = asked[4].Length == 0 ? asked[3] : asked[3] + "/" + asked[4];
        bool developer = isResource && groups.Contains("developers") && asked[5] == "dev" && asked[0] is "get" or "list" or "watch" or "create"
            && resource is "pods" or "pods/log" or "services" && isResource && groups.Contains("developers") && asked[5] == "dev";
        bool operates = isResource && (groups.Contains("operators") || subjects.Contains("olga"));
        bool probes = !isResource && subjects.Contains("11111111-2222-3333-4444-555555555555") && asked[7] == "get"
            && (asked[8] == "/healthz" || asked[8].StartsWith("/livez/", StringComparison.Ordinal));
        return developer || operates || probes;
    }

    private static Expected Read(byte[] body, string group, string kind, Func<bool, Dictionary<string, JsonElement>, (string Verdict, string User)> decide)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            Dictionary<string, JsonElement> root = Members(document.RootElement, s_root);
            string version = Text(root, "apiVersion");
            if (Text(root, "kind") != kind || (version != group + "/v1" && version != group + "/v1beta1"))
            {
                return new(400);
            }

            (string verdict, string user) = decide(version.EndsWith("beta1", StringComparison.Ordinal), Map(root, "spec", kind == "TokenReview" ? s_tokenSpec : s_accessSpec) ?? []);
            return new(200, version, verdict, user);
        }
        catch (Exception fault) when (fault is JsonException or PlainFaultException)
        {
            return new(400);
        }
    }

    private static Dictionary<string, JsonElement>? Map(Dictionary<string, JsonElement> of, string name, string[]? known) =>
        !of.TryGetValue(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null : Members(value, known);

    private static readonly string[] s_root = ["apiVersion", "kind", "spec"];
    private static readonly string[] s_tokenSpec = ["token", "audiences"];
    private static readonly string[] s_accessSpec = ["user", "groups", "group", "uid", "extra", "resourceAttributes", "nonResourceAttributes"];
    private static readonly string[] s_resource = ["verb", "group", "version", "resource", "subresource", "namespace", "name"];
    private static readonly string[] s_path = ["verb", "path"];

    // An unknown name may be there twice and be no text, unless it is written with escapes; a known one may not.
    private static Dictionary<string, JsonElement> Members(JsonElement of, string[]? known)
    {
        if (of.ValueKind != JsonValueKind.Object)
        {
            throw new PlainFaultException();
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty member in of.EnumerateObject())
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8PropertyName(member);
            string? name = Decode(raw);
            if (name is null)
            {
                if (known is null || raw.Contains((byte)'\\'))
                {
                    throw new PlainFaultException();
                }

                continue;
            }

            if (!members.TryAdd(name, member.Value) && (known is null || known.Contains(name)))
            {
                throw new PlainFaultException();
            }
        }

        return members;
    }

    private static string Text(Dictionary<string, JsonElement> of, string name) =>
        !of.TryGetValue(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? "" : Text(value);

    private static string Text(JsonElement value) =>
        (value.ValueKind == JsonValueKind.String ? Decode(JsonMarshal.GetRawUtf8Value(value)[1..^1]) : null) ?? throw new PlainFaultException();

    private static string[] List(Dictionary<string, JsonElement> of, string name)
    {
        if (!of.TryGetValue(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= 20_000 ? [.. value.EnumerateArray().Select(Text)] : throw new PlainFaultException();
    }

    /// <returns>Null for what is no text: not UTF-8, or half a pair of surrogates.</returns>
    private static string? Decode(ReadOnlySpan<byte> raw)
    {
        string given;
        try
        {
            given = s_strict.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var text = new StringBuilder(given.Length);
        for (int at = 0; at < given.Length; at++)
        {
            if (given[at] != '\\')
            {
                text.Append(given[at]);
                continue;
            }

            char escape = given[++at];
            if (escape == 'u')
            {
                text.Append((char)Convert.ToInt32(given.Substring(at + 1, 4), 16));
                at += 4;
            }
            else
            {
                text.Append(escape switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
            }
        }

        for (int at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return null;
            }
        }

        return text.ToString();
    }

    private sealed class PlainFaultException : Exception;
}
