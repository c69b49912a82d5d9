using System.Collections.Immutable;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Text;

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
    public static YamlMap OfWorkload(
        Workload workload, int? replicas, ImmutableArray<SpreadConstraint> constraints, PodAffinity? affinity, LabelRequirement? revision, ServerRules rules)
    {
        YamlMap? template = constraints.IsEmpty && affinity is null ? null : new()
        {
            ["metadata"] = revision is null ? null : new YamlMap { ["labels"] = new YamlMap { [revision.Key] = revision.Values[0] } },
            ["spec"] = new YamlMap
            {
                ["topologySpreadConstraints"] = constraints.IsEmpty ? null : [.. constraints.Select(constraint => PatchParts.Constraint(constraint, rules))],
                ["affinity"] = affinity is null ? null : new YamlMap { ["podAntiAffinity"] = PatchParts.AntiAffinity(affinity) },
            },
        };
        return Object(workload.ApiVersion, workload.Name, new YamlMap { ["replicas"] = replicas, ["template"] = template });
    }

    /// <summary>A new budget that always lets one pod go.</summary>
    public static YamlMap OfNewBudget(ObjectName name, LabelSelector selector, ServerRules rules) => Object(rules.BudgetVersion, name, new YamlMap
    {
        ["maxUnavailable"] = 1,
        ["selector"] = PatchParts.Selector(selector),
        ["unhealthyPodEvictionPolicy"] = rules.HasUnhealthyPodEvictionPolicy ? "AlwaysAllow" : null,
    });

    /// <param name="name">Of the budget.</param>
    /// <param name="allowsOne">True if it must allow one eviction, whatever it said before.</param>
    /// <param name="evictsUnhealthy">True if pods that are not ready may always be evicted.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static YamlMap OfBudget(ObjectName name, bool allowsOne, bool evictsUnhealthy, ServerRules rules) => Object(rules.BudgetVersion, name, new YamlMap
    {
        // Only one of the two may be there.
        ["minAvailable"] = allowsOne ? YamlScalar.Null : null,
        ["maxUnavailable"] = allowsOne ? 1 : null,
        ["unhealthyPodEvictionPolicy"] = evictsUnhealthy && rules.HasUnhealthyPodEvictionPolicy ? "AlwaysAllow" : null,
    });

    public static YamlMap OfAutoscaler(ObjectName name, int minimum, ServerRules rules) =>
        Object(rules.AutoscalerVersion, name, new YamlMap { ["minReplicas"] = minimum });

    private static YamlMap Object(string version, ObjectName name, YamlMap spec) => new()
    {
        ["apiVersion"] = version,
        ["kind"] = name.Kind,
        ["metadata"] = new YamlMap { ["name"] = name.Name, ["namespace"] = name.Namespace },
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
    public required YamlMap Body { get; init; }

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

/// <summary>Selectors, constraints and affinities as Kubernetes writes them.</summary>
internal static class PatchParts
{
    public static YamlMap Selector(LabelSelector selector)
    {
        var labels = new YamlMap();
        List<YamlNode> expressions = [];
        foreach (LabelRequirement requirement in selector.Requirements)
        {
            if (requirement is { Operator: LabelOperator.In, Values: [string value] } && labels[requirement.Key] is null)
            {
                labels[requirement.Key] = value;
                continue;
            }

            expressions.Add(new YamlMap { ["key"] = requirement.Key, ["operator"] = requirement.Operator.ToString(), ["values"] = Texts(requirement.Values) });
        }

        return new YamlMap
        {
            ["matchLabels"] = labels.IsEmpty ? null : labels,
            ["matchExpressions"] = expressions.Count == 0 ? null : [.. expressions],
        };
    }

    /// <param name="constraint">The constraint.</param>
    /// <param name="rules">Fields that the server knows.</param>
    public static YamlMap Constraint(SpreadConstraint constraint, ServerRules rules) => new()
    {
        ["topologyKey"] = constraint.TopologyKey,
        ["maxSkew"] = constraint.MaxSkew,
        ["whenUnsatisfiable"] = constraint.IsHard ? "DoNotSchedule" : "ScheduleAnyway",
        ["labelSelector"] = constraint.Selector is { } selector ? Selector(selector) : null,
        ["nodeTaintsPolicy"] = constraint.NodeTaintsPolicy == InclusionPolicy.Honor && rules.HasInclusionPolicies ? "Honor" : null,
        ["minDomains"] = constraint is { IsHard: true, MinDomains: > 1 } && rules.HasInclusionPolicies ? constraint.MinDomains : null,
        ["matchLabelKeys"] = rules.HasMatchLabelKeys ? Texts(constraint.MatchLabelKeys) : null,
    };

    /// <summary>The rules that keep pods apart. These lists are replaced as a whole, so that a patch has all that was there.</summary>
    public static YamlMap AntiAffinity(PodAffinity affinity) => new()
    {
        ["requiredDuringSchedulingIgnoredDuringExecution"] = affinity.RequiredAnti.IsEmpty ? null : [.. affinity.RequiredAnti.Select(Term)],
        ["preferredDuringSchedulingIgnoredDuringExecution"] = affinity.PreferredAnti.IsEmpty
            ? null
            : [.. affinity.PreferredAnti.Select(term => new YamlMap { ["weight"] = term.Weight, ["podAffinityTerm"] = Term(term.Term) })],
    };

    private static YamlMap Term(PodAffinityTerm term) => new()
    {
        ["topologyKey"] = term.TopologyKey,
        ["labelSelector"] = term.Selector is { } selector ? Selector(selector) : null,
        ["namespaceSelector"] = term.NamespaceSelector is { } namespaces ? Selector(namespaces) : null,
        ["namespaces"] = Texts(term.Namespaces),
        ["matchLabelKeys"] = Texts(term.MatchLabelKeys),
        ["mismatchLabelKeys"] = Texts(term.MismatchLabelKeys),
    };

    private static YamlNode? Texts(ImmutableArray<string> values) => values.IsDefaultOrEmpty ? null : [.. values];
}
