using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Reads a page of <c>GET /providers/{provider}/operations</c>: the names of data actions, and where the next page is.</summary>
internal static class OperationReader
{
    /// <param name="names">Gets the names of this page.</param>
    /// <param name="next">Null on the last page.</param>
    /// <returns>False when it is no such page.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, List<string> names, out string? next)
    {
        next = null;
        bool hasValue = false;
        try
        {
            Utf8JsonReader json = new(body, new JsonReaderOptions { MaxDepth = 32 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isValue = json.ValueTextEquals("value"u8);
                bool isNext = json.ValueTextEquals("nextLink"u8);
                json.Read();
                if (isValue && json.TokenType == JsonTokenType.StartArray)
                {
                    hasValue = true;
                    while (json.Read() && json.TokenType == JsonTokenType.StartObject)
                    {
                        ReadOne(ref json, names);
                    }
                }
                else if (isNext && json.TokenType == JsonTokenType.String)
                {
                    next = json.GetString() is { Length: > 0 } link ? link : null;
                }
                else
                {
                    json.Skip();
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }

        return hasValue;
    }

    private static void ReadOne(ref Utf8JsonReader json, List<string> names)
    {
        string? name = null;
        bool isData = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = json.ValueTextEquals("name"u8);
            bool isKind = json.ValueTextEquals("isDataAction"u8);
            json.Read();
            if (isName && json.TokenType == JsonTokenType.String)
            {
                name = json.GetString();
            }
            else if (isKind)
            {
                // Omitted or null in the list of some providers, which means false.
                isData = json.TokenType == JsonTokenType.True;
            }
            else
            {
                json.Skip();
            }
        }

        if (isData && name is not null)
        {
            names.Add(name);
        }
    }
}

/// <summary>Takes the names of Azure's operations apart.</summary>
internal static class OperationName
{
    // Operations for paths of the API server, which are listed among those for resources.
    private static readonly FrozenSet<string> s_paths = FrozenSet.Create(
        StringComparer.Ordinal,
        "api", "apis", "healthz", "livez", "readyz", "logs", "metrics", "openapi", "resetMetrics", "swagger-api", "swagger-ui", "ui", "version", "customresources");

    /// <summary>
    /// The operation below <paramref name="prefix"/>; null for one of another prefix, for a path, and for what has another form. The forms
    /// are resource/verb, group/resource/verb, and both with <c>verb/action</c> in place of the verb.
    /// </summary>
    public static KnownOperation? Read(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || name.Length <= prefix.Length + 1 || name[prefix.Length] != '/')
        {
            return null;
        }

        string[] parts = name[(prefix.Length + 1)..].Split('/');
        if (!parts.All(part => ActionNames.IsName(part)) || s_paths.Contains(parts[0]))
        {
            return null;
        }

        bool isAction = parts.Length > 2 && parts[^1] == "action";
        string[] resource = isAction ? parts[..^2] : parts[..^1];
        string verb = isAction ? parts[^2] + ActionVerb.ActionSuffix : parts[^1];
        if (!isAction && verb is not (ActionVerb.Read or ActionVerb.Write or ActionVerb.Delete))
        {
            return null;
        }

        return resource switch
        {
            [var core] => new KnownOperation("", core, verb),
            [var group, var inGroup] => new KnownOperation(group, inGroup, verb),
            _ => null,
        };
    }
}

/// <summary>Operations of Azure below one kind of cluster.</summary>
internal sealed class OperationTable
{
    private readonly FrozenDictionary<(string Group, string Resource), ImmutableArray<string>> _verbs;
    private readonly FrozenSet<string> _groups;

    public OperationTable(IEnumerable<KnownOperation> operations)
    {
        _verbs = operations.GroupBy(operation => (operation.Group, operation.Resource))
            .ToFrozenDictionary(
                resource => resource.Key,
                resource => resource.Select(operation => operation.Verb).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray());
        _groups = _verbs.Keys.Select(resource => resource.Group).ToFrozenSet(StringComparer.Ordinal);
        Resources = [.. _verbs.Keys.OrderBy(resource => resource.Group, StringComparer.Ordinal).ThenBy(resource => resource.Resource, StringComparer.Ordinal)];
    }

    /// <summary>All of them, sorted; the group of core resources is empty.</summary>
    public ImmutableArray<(string Group, string Resource)> Resources { get; }

    public bool Knows(string group) => _groups.Contains(group);

    public bool Knows(string group, string resource) => _verbs.ContainsKey((group, resource));

    /// <summary>Such as <c>read</c> and <c>exec/action</c>; empty for what is not known.</summary>
    public ImmutableArray<string> Verbs(string group, string resource) => _verbs.GetValueOrDefault((group, resource), []);
}

/// <param name="Group">Empty for core resources.</param>
/// <param name="Verb">Such as <c>read</c> or <c>exec/action</c>.</param>
internal readonly record struct KnownOperation(string Group, string Resource, string Verb);
