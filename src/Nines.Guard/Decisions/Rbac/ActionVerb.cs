namespace Nines.Guard.Decisions.Rbac;

/// <summary>Verbs of Kubernetes as Azure's operations name them.</summary>
internal static class ActionVerb
{
    public const string Any = "*";
    public const string Read = "read";
    public const string Write = "write";
    public const string Delete = "delete";
    public const string ActionSuffix = "/action";

    /// <summary>What <see cref="Any"/> stands for where no operations say it.</summary>
    public static IReadOnlyList<string> Common { get; } = [Read, Write, Delete];

    /// <summary>
    /// Of a verb on a resource. Verbs of their own kind (bind, escalate, impersonate, use, approve, sign and any other) are actions.
    /// </summary>
    public static string OfResource(string verb) => verb switch
    {
        "get" or "list" or "watch" => Read,
        "create" or "update" or "patch" => Write,
        "delete" or "deletecollection" => Delete,
        _ => verb + ActionSuffix,
    };

    /// <summary>Of a verb on a path, which is an HTTP method in small letters; null for one that Azure has no operations for.</summary>
    public static string? OfPath(string verb) => verb switch
    {
        "get" or "head" or "list" or "watch" => Read,
        "post" or "put" or "patch" or "create" or "update" => Write,
        "delete" => Delete,
        _ => null,
    };
}
