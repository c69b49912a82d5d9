using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Audits.Findings;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>Writes patches as Kubernetes reads them.</summary>
internal static class PatchBodies
{
    /// <param name="workload">The workload whose template and number of pods change.</param>
    /// <param name="replicas">Null to leave them.</param>
    /// <param name="constraints">Empty to leave them.</param>
    /// <param name="affinity">Null to leave it.</param>
    /// <param name="revision">A label for its pods; null for none.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static JsonObject OfWorkload(
        Workload workload, int? replicas, ImmutableArray<SpreadConstraint> constraints, PodAffinity? affinity, LabelRequirement? revision, ServerRules rules)
    {
        var spec = new JsonObject();
        if (replicas is { } number)
        {
            spec["replicas"] = number;
        }

        var pods = new JsonObject();
        if (!constraints.IsEmpty)
        {
            pods["topologySpreadConstraints"] = new JsonArray([.. constraints.Select(constraint => (JsonNode)SelectorJson.Write(constraint, rules))]);
        }

        if (affinity is not null)
        {
            pods["affinity"] = new JsonObject { ["podAntiAffinity"] = AntiAffinityFix.ToJson(affinity) };
        }

        if (pods.Count > 0)
        {
            var template = new JsonObject();
            if (revision is not null)
            {
                template["metadata"] = new JsonObject { ["labels"] = new JsonObject { [revision.Key] = revision.Values[0] } };
            }

            template["spec"] = pods;
            spec["template"] = template;
        }

        return Object(workload.ApiVersion, workload.Name, spec);
    }

    /// <summary>A new budget that always lets one pod go.</summary>
    public static JsonObject OfNewBudget(ObjectName name, LabelSelector selector, ServerRules rules)
    {
        var spec = new JsonObject { ["maxUnavailable"] = 1, ["selector"] = SelectorJson.Write(selector) };
        if (rules.HasUnhealthyPodEvictionPolicy)
        {
            spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow";
        }

        return Object(rules.BudgetVersion, name, spec);
    }

    /// <param name="name">Of the budget.</param>
    /// <param name="allowsOne">True if it must allow one eviction, whatever it said before.</param>
    /// <param name="evictsUnhealthy">True if pods that are not ready may always be evicted.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static JsonObject OfBudget(ObjectName name, bool allowsOne, bool evictsUnhealthy, ServerRules rules)
    {
        var spec = new JsonObject();
        if (allowsOne)
        {
            // Only one of the two may be there.
            spec["minAvailable"] = null;
            spec["maxUnavailable"] = 1;
        }

        if (evictsUnhealthy && rules.HasUnhealthyPodEvictionPolicy)
        {
            spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow";
        }

        return Object(rules.BudgetVersion, name, spec);
    }

    public static JsonObject OfAutoscaler(ObjectName name, int minimum, ServerRules rules) =>
        Object(rules.AutoscalerVersion, name, new JsonObject { ["minReplicas"] = minimum });

    private static JsonObject Object(string version, ObjectName name, JsonObject spec) => new()
    {
        ["apiVersion"] = version,
        ["kind"] = name.Kind,
        ["metadata"] = new JsonObject { ["name"] = name.Name, ["namespace"] = name.Namespace },
        ["spec"] = spec,
    };
}

/// <summary>Method of applying a patch to the cluster.</summary>
public enum PatchWay
{
    /// <summary>Adds fields or an object: <c>kubectl apply --server-side</c>.</summary>
    Apply,

    /// <summary>Replaces or removes existing fields: <c>kubectl patch --type strategic</c>.</summary>
    Merge,
}

/// <summary>The smallest change of one object that closes some findings.</summary>
public sealed record Patch
{
    public required ObjectName Target { get; init; }

    public required PatchWay Way { get; init; }

    /// <summary>With apiVersion, kind and metadata, so that it also serves as a patch of kustomize.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>Findings that it closes.</summary>
    public ImmutableArray<Finding> Closes { get; init; } = [];

    /// <summary>Notes for the user to read before applying it.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>Something that only people can change, since it takes knowledge of the program.</summary>
/// <param name="Finding">The finding that it would close.</param>
/// <param name="Advice">The advice.</param>
public sealed record Suggestion(Finding Finding, string Advice);

/// <summary>Fields that kube-apiserver of a version accepts: an unknown field makes it refuse a server-side apply.</summary>
/// <param name="Minor">The minor version; null when unknown: then it is assumed to be one that is still supported.</param>
internal sealed record ServerRules(int? Minor)
{
    /// <summary>On by default from 1.26.</summary>
    public bool HasInclusionPolicies => Minor is null or >= 26;

    /// <summary>On by default from 1.27.</summary>
    public bool HasMatchLabelKeys => Minor is null or >= 27;

    /// <summary>On by default from 1.27.</summary>
    public bool HasUnhealthyPodEvictionPolicy => Minor is null or >= 27;

    /// <summary>policy/v1 came with 1.21.</summary>
    public string BudgetVersion => Minor is null or >= 21 ? "policy/v1" : "policy/v1beta1";

    /// <summary>autoscaling/v2 is what the server speaks of itself from 1.23 on.</summary>
    public string AutoscalerVersion => Minor is null or >= 23 ? "autoscaling/v2" : "autoscaling/v1";
}

/// <summary>Selectors and constraints as Kubernetes writes them.</summary>
internal static class SelectorJson
{
    public static JsonObject Write(LabelSelector selector)
    {
        var labels = new JsonObject();
        var expressions = new JsonArray();
        foreach (LabelRequirement requirement in selector.Requirements)
        {
            if (requirement is { Operator: LabelOperator.In, Values: [string value] } && !labels.ContainsKey(requirement.Key))
            {
                labels[requirement.Key] = value;
                continue;
            }

            var expression = new JsonObject { ["key"] = requirement.Key, ["operator"] = requirement.Operator.ToString() };
            if (!requirement.Values.IsDefaultOrEmpty)
            {
                expression["values"] = new JsonArray([.. requirement.Values.Select(each => (JsonNode)each)]);
            }

            expressions.Add((JsonNode)expression);
        }

        var result = new JsonObject();
        if (labels.Count > 0)
        {
            result["matchLabels"] = labels;
        }

        if (expressions.Count > 0)
        {
            result["matchExpressions"] = expressions;
        }

        return result;
    }

    /// <param name="constraint">The constraint.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static JsonObject Write(SpreadConstraint constraint, ServerRules rules)
    {
        var result = new JsonObject
        {
            ["topologyKey"] = constraint.TopologyKey,
            ["maxSkew"] = constraint.MaxSkew,
            ["whenUnsatisfiable"] = constraint.IsHard ? "DoNotSchedule" : "ScheduleAnyway",
        };
        if (constraint.Selector is { } selector)
        {
            result["labelSelector"] = Write(selector);
        }

        if (constraint.NodeTaintsPolicy == InclusionPolicy.Honor && rules.HasInclusionPolicies)
        {
            result["nodeTaintsPolicy"] = "Honor";
        }

        if (constraint is { IsHard: true, MinDomains: > 1 } && rules.HasInclusionPolicies)
        {
            result["minDomains"] = constraint.MinDomains;
        }

        if (!constraint.MatchLabelKeys.IsDefaultOrEmpty && rules.HasMatchLabelKeys)
        {
            result["matchLabelKeys"] = new JsonArray([.. constraint.MatchLabelKeys.Select(each => (JsonNode)each)]);
        }

        return result;
    }
}
