using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>Writes patches as Kubernetes reads them.</summary>
internal static class PatchBodies
{
    /// <param name="workload">Whose template and number of pods change.</param>
    /// <param name="replicas">Null to leave them.</param>
    /// <param name="constraints">Empty to leave them.</param>
    /// <param name="affinity">Null to leave it.</param>
    /// <param name="revision">A label for its pods; null for none.</param>
    /// <param name="rules">Which fields the server knows.</param>
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
    /// <param name="allowsOne">Whether it is to let one pod go, whatever it said before.</param>
    /// <param name="evictsUnhealthy">Whether pods that are not ready may always go.</param>
    /// <param name="rules">Which fields the server knows.</param>
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
