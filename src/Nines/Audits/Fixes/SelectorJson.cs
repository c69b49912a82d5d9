using System.Text.Json.Nodes;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

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
    /// <param name="rules">Which fields the server knows.</param>
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
