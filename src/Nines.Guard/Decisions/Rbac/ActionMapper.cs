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

    /// <summary>Whether the question can only be mapped by someone who knows Azure's operations.</summary>
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
        if (!NameRules.IsNameOrAny(asked.Verb) || !NameRules.IsNameOrAny(asked.Resource)
            || (asked.Group.Length > 0 && !NameRules.IsNameOrAny(asked.Group))
            || (asked.Subresource.Length > 0 && !asked.Subresource.Split('/').All(NameRules.IsNameOrAny)))
        {
            return ActionMapping.Refused("verb, group, resource or subresource is no name of Kubernetes");
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
        return sorted.IsEmpty ? ActionMapping.Refused("Azure has no operations for what was asked") : ActionMapping.Of(sorted);
    }

    private static ActionMapping MapPath(NonResourceAttributes asked, string prefix)
    {
        // Azure names a path without the slashes around it.
        string path = asked.Path.Trim('/');
        if (path.Length == 0 || !path.Split('/').All(part => NameRules.IsPathSegment(part)))
        {
            return ActionMapping.Refused("the path cannot be named in Azure");
        }

        if (asked.Verb == ActionVerb.Any)
        {
            return ActionMapping.Of([.. ActionVerb.Common.Order(StringComparer.Ordinal).Select(verb => new CheckAction($"{prefix}/{path}/{verb}"))]);
        }

        return ActionVerb.OfPath(asked.Verb) is { } one
            ? ActionMapping.Of(new CheckAction($"{prefix}/{path}/{one}"))
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
