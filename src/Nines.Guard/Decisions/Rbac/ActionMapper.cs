using System.Buffers;
using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// Turns a question of Kubernetes into actions of Azure: <c>{prefix}[/{group}]/{resource}/{verb}</c>, or <c>{prefix}{path}/{verb}</c>
/// for a path. Subresources have no operations of their own but for pods/exec, so they go by the verb on their resource; the name of an
/// object and the version of its API say nothing to Azure.
/// </summary>
internal sealed class ActionMapper(RbacOptions options)
{
    private const string GroupAttribute = "Microsoft.ContainerService/managedClusters/customResources:group";
    private const string KindAttribute = "Microsoft.ContainerService/managedClusters/customResources:kind";
    private const string SubresourceAttribute = "Microsoft.ContainerService/managedClusters/resources:subresource";
    private const string ExecVerb = "exec/action";

    /// <summary>True when only a catalogue of Azure's operations can map the question.</summary>
    public bool NeedsOperations(AccessQuestion question) =>
        question.Resource is { } asked && (asked.Group == "*" || asked.Resource == "*" || asked.Verb == "*" || (options.CustomResources && asked.Group.Length > 0));

    /// <param name="prefix">Such as <c>Microsoft.ContainerService/managedClusters</c>.</param>
    /// <param name="known">Given when <see cref="NeedsOperations"/> says so.</param>
    public ActionMapping Map(AccessQuestion question, string prefix, OperationTable? known)
    {
        if (question.NonResource is { } path)
        {
            return MapPath(path, prefix);
        }

        ResourceAttributes asked = question.Resource!;
        if (!ActionNames.IsNameOrAny(asked.Verb) || !ActionNames.IsNameOrAny(asked.Resource)
            || (asked.Group.Length > 0 && !ActionNames.IsNameOrAny(asked.Group))
            || (asked.Subresource.Length > 0 && !asked.Subresource.Split('/').All(ActionNames.IsNameOrAny)))
        {
            return ActionMapping.Refused("verb, group, resource or subresource is not a name of Kubernetes");
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        bool isCustom = known is not null && IsCustom(asked, known);
        if (known is not null && (asked.Group == "*" || asked.Resource == "*" || (asked.Verb == "*" && !isCustom)))
        {
            Expand(asked, prefix, known, ids);
        }
        else if (!isCustom)
        {
            ids.Add(Id(prefix, asked.Group, asked.Resource, IsExec(asked) ? ExecVerb : ActionVerb.OfResource(asked.Verb)));
            if (IsCorePods(asked) && asked.Subresource == "*")
            {
                ids.Add(Id(prefix, "", "pods", ExecVerb));
            }
        }

        IEnumerable<CheckAction> actions = ids.Select(id => new CheckAction(id, Subresource(asked)));
        if (isCustom || (options.CustomResources && asked.Group == "*" && (asked.Resource == "*" || ids.Count == 0)))
        {
            actions = actions.Concat(Custom(asked, prefix));
        }

        ImmutableArray<CheckAction> sorted = [.. actions.OrderBy(action => action.Id, StringComparer.Ordinal)];
        return sorted.IsEmpty ? ActionMapping.Refused("Azure has no operations for what was asked") : ActionMapping.Create(sorted);
    }

    private static ActionMapping MapPath(NonResourceAttributes asked, string prefix)
    {
        // Azure names a path without the slashes around it.
        string path = asked.Path.Trim('/');
        if (path.Length == 0 || !path.Split('/').All(part => ActionNames.IsPathSegment(part)))
        {
            return ActionMapping.Refused("the path cannot be named in Azure");
        }

        if (asked.Verb == ActionVerb.Any)
        {
            return ActionMapping.Create([.. ActionVerb.Common.Order(StringComparer.Ordinal).Select(verb => new CheckAction($"{prefix}/{path}/{verb}"))]);
        }

        return ActionVerb.OfPath(asked.Verb) is { } one
            ? ActionMapping.Create(new CheckAction($"{prefix}/{path}/{one}"))
            : ActionMapping.Refused("Azure has no operation for the verb on a path");
    }

    private static void Expand(ResourceAttributes asked, string prefix, OperationTable known, HashSet<string> ids)
    {
        string wanted = ActionVerb.OfResource(asked.Verb);
        foreach ((string group, string resource) in known.Resources)
        {
            if ((asked.Group != "*" && asked.Group != group) || (asked.Resource != "*" && asked.Resource != resource)
                || (asked.Resource == "*" && asked.Namespace.Length > 0 && ClusterScoped.Contains(group, resource)))
            {
                continue;
            }

            bool isPods = group.Length == 0 && resource == "pods";
            if (isPods && asked.Subresource == "exec")
            {
                ids.Add(Id(prefix, group, resource, ExecVerb));
                continue;
            }

            foreach (string verb in known.Verbs(group, resource))
            {
                if (asked.Verb == "*" || verb == wanted || (isPods && asked.Subresource == "*" && verb == ExecVerb))
                {
                    ids.Add(Id(prefix, group, resource, verb));
                }
            }
        }

        // A resource that Azure does not list can be asked for by name all the same; roles with wildcards cover it.
        if (ids.Count == 0 && asked.Verb == "*" && asked.Group != "*" && asked.Resource != "*")
        {
            ids.UnionWith(ActionVerb.Common.Select(verb => Id(prefix, asked.Group, asked.Resource, verb)));
        }
    }

    private bool IsCustom(ResourceAttributes asked, OperationTable known) =>
        options.CustomResources && asked.Group is not ("" or "*") && !(asked.Resource == "*" ? known.Knows(asked.Group) : known.Knows(asked.Group, asked.Resource));

    private static IEnumerable<CheckAction> Custom(ResourceAttributes asked, string prefix)
    {
        ImmutableArray<KeyValuePair<string, string>> attributes = [new(GroupAttribute, asked.Group), new(KindAttribute, asked.Resource)];
        string verb = ActionVerb.OfResource(asked.Verb);
        if (asked.Verb == "*")
        {
            return ActionVerb.Common.Select(common => new CheckAction($"{prefix}/customresources/{common}", attributes));
        }

        // Only these three are operations of custom resources; another verb stays an action on the resource itself.
        return ActionVerb.Common.Contains(verb)
            ? [new CheckAction($"{prefix}/customresources/{verb}", attributes)]
            : asked.Group == "*" || asked.Resource == "*" ? [] : [new CheckAction(Id(prefix, asked.Group, asked.Resource, verb), attributes)];
    }

    private ImmutableArray<KeyValuePair<string, string>> Subresource(ResourceAttributes asked)
    {
        if (!options.SubresourceAttributes)
        {
            return [];
        }

        bool isTold = (asked.Group, asked.Resource) switch
        {
            ("" or "*", "pods") => asked.Subresource is "log" or "exec" or "portforward" or "proxy" or "ephemeralcontainers" or "attach",
            ("apps" or "*", "deployments" or "statefulsets" or "replicasets") => asked.Subresource is "scale",
            _ => false,
        };
        return isTold ? [new(SubresourceAttribute, asked.Subresource)] : [];
    }

    private static bool IsCorePods(ResourceAttributes asked) => asked.Group.Length == 0 && asked.Resource == "pods";

    private static bool IsExec(ResourceAttributes asked) => IsCorePods(asked) && asked.Subresource == "exec";

    private static string Id(string prefix, string group, string resource, string verb) =>
        group.Length == 0 ? $"{prefix}/{resource}/{verb}" : $"{prefix}/{group}/{resource}/{verb}";
}

/// <summary>The actions that a question stands for, all of which must be allowed; or why it stands for none.</summary>
/// <param name="Actions">Sorted, without duplicates; empty when there is a refusal.</param>
/// <param name="Refusal">For the user who asked.</param>
internal readonly record struct ActionMapping(ImmutableArray<CheckAction> Actions, string? Refusal)
{
    public static ActionMapping Create(params ImmutableArray<CheckAction> actions) => new(actions, null);

    public static ActionMapping Refused(string why) => new([], why);
}

/// <summary>Verbs of Kubernetes as Azure's operations name them.</summary>
internal static class ActionVerb
{
    public const string Any = "*";
    public const string Read = "read";
    public const string Write = "write";
    public const string Delete = "delete";
    public const string ActionSuffix = "/action";

    /// <summary>Actions that <see cref="Any"/> means where no catalogue is available.</summary>
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

/// <param name="Id">Such as <c>Microsoft.ContainerService/managedClusters/pods/read</c>.</param>
/// <param name="Attributes">For conditions of role assignments, in the order in which they are sent.</param>
internal sealed record CheckAction(string Id, ImmutableArray<KeyValuePair<string, string>> Attributes)
{
    public CheckAction(string id)
        : this(id, [])
    {
    }
}

/// <summary>
/// Names that may become part of an action or a scope. Anything else cannot name an object of Kubernetes, and could turn one question
/// into another: a slash moves the borders between group, resource and verb, dots climb up.
/// </summary>
internal static class ActionNames
{
    private const int MaxLength = 253;

    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:");
    private static readonly SearchValues<char> s_path = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:~@=,+");

    public static bool IsName(ReadOnlySpan<char> text) => IsGood(text, s_name);

    public static bool IsNameOrAny(string text) => text == ActionVerb.Any || IsName(text);

    public static bool IsPathSegment(ReadOnlySpan<char> text) => IsGood(text, s_path);

    private static bool IsGood(ReadOnlySpan<char> text, SearchValues<char> allowed) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(allowed) && text is not "." and not "..";
}
