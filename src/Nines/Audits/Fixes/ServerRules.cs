namespace Nines.Audits.Fixes;

/// <summary>What kube-apiserver of a version takes: a field that it does not know makes it refuse a server-side apply.</summary>
/// <param name="Minor">The minor version; null when unknown: then it is taken to be one that is still supported.</param>
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
