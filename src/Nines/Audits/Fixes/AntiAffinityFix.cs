using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Audits.Findings;
using Nines.Audits.Rules;
using Nines.Clusters;

namespace Nines.Audits.Fixes;

/// <summary>Gives anti-affinity rules that mean no pod the selector of their own workload.</summary>
internal static class AntiAffinityFix
{
    /// <param name="affinity">As it is.</param>
    /// <param name="findings">Of the workload; each tells its rule by label and selector.</param>
    /// <param name="own">The selector of the workload.</param>
    /// <returns>Null when there is nothing to mend.</returns>
    public static PodAffinity? Mend(PodAffinity affinity, IEnumerable<Finding> findings, LabelSelector own)
    {
        HashSet<string> broken = [.. findings.Where(finding => finding.Kind == MissedPodsRule.AntiAffinityMissesOwnPods).Select(finding => finding.Detail)];
        return broken.Count == 0 ? null : affinity with
        {
            RequiredAnti = [.. affinity.RequiredAnti.Select(Mended)],
            PreferredAnti = [.. affinity.PreferredAnti.Select(term => term with { Term = Mended(term.Term) })],
        };

        PodAffinityTerm Mended(PodAffinityTerm term) =>
            broken.Contains($"{term.TopologyKey}:{SelectorText.Format(term.Selector)}") ? term with { Selector = own, Namespaces = [], NamespaceSelector = null } : term;
    }

    /// <summary>
    /// The rules that keep pods apart, as Kubernetes writes them. These lists are replaced as a whole, so that a patch has all that was there.
    /// </summary>
    public static JsonObject ToJson(PodAffinity affinity)
    {
        var result = new JsonObject();
        if (!affinity.RequiredAnti.IsEmpty)
        {
            result["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonArray([.. affinity.RequiredAnti.Select(term => (JsonNode)ToJson(term))]);
        }

        if (!affinity.PreferredAnti.IsEmpty)
        {
            result["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(
                [.. affinity.PreferredAnti.Select(term => (JsonNode)new JsonObject { ["weight"] = term.Weight, ["podAffinityTerm"] = ToJson(term.Term) })]);
        }

        return result;
    }

    private static JsonObject ToJson(PodAffinityTerm term)
    {
        var result = new JsonObject { ["topologyKey"] = term.TopologyKey };
        if (term.Selector is { } selector)
        {
            result["labelSelector"] = SelectorJson.Write(selector);
        }

        if (term.NamespaceSelector is { } namespaces)
        {
            result["namespaceSelector"] = SelectorJson.Write(namespaces);
        }

        Add("namespaces", term.Namespaces);
        Add("matchLabelKeys", term.MatchLabelKeys);
        Add("mismatchLabelKeys", term.MismatchLabelKeys);
        return result;

        void Add(string name, ImmutableArray<string> values)
        {
            if (!values.IsDefaultOrEmpty)
            {
                result[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
            }
        }
    }
}
