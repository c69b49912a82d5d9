using System.Collections.Frozen;

namespace Nines.Guard.Decisions.Rbac;

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
        if (!parts.All(part => NameRules.IsName(part)) || s_paths.Contains(parts[0]))
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
