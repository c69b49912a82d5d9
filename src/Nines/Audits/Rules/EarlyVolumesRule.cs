using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>Storage classes that create zonal disks at once, before the pod has a node.</summary>
internal sealed class EarlyVolumesRule : IFindingRule
{
    /// <summary>Those that make disks of one zone; shares of files can be reached from each.</summary>
    private static readonly FrozenSet<string> s_zonal = FrozenSet.Create(
        StringComparer.Ordinal,
        "disk.csi.azure.com", "kubernetes.io/azure-disk", "ebs.csi.aws.com", "kubernetes.io/aws-ebs", "pd.csi.storage.gke.io", "kubernetes.io/gce-pd",
        "cinder.csi.openstack.org", "kubernetes.io/cinder");

    public static FindingKind Kind { get; } = new("NINE402", Severity.Warning, "The storage class creates zonal volumes before the pod is scheduled",
        "The volume may be created in a zone where the pod does not fit, or all volumes in one zone.",
        "Set volumeBindingMode: WaitForFirstConsumer.") { Reads = ["PersistentVolumeClaim", "StorageClass"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        Dictionary<string, StorageClass> early = context.Snapshot.StorageClasses
            .Where(storage => storage is { WaitsForPod: false, SurvivesZones: not true } && s_zonal.Contains(storage.Provisioner))
            .DistinctBy(storage => storage.Name).ToDictionary(storage => storage.Name, StringComparer.Ordinal);
        if (early.Count == 0 || context.Domains.Level(DomainKinds.Zone) is not { } level || context.Domains.Of(level).Length < 2)
        {
            yield break;
        }

        string standard = context.Snapshot.StorageClasses.FirstOrDefault(storage => storage.IsDefault)?.Name ?? "";
        foreach (IGrouping<string, Claim> group in UsedClaims(context)
            .GroupBy(claim => claim.StorageClass.Length > 0 ? claim.StorageClass : standard, StringComparer.Ordinal)
            .Where(group => early.ContainsKey(group.Key)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Claim[] claims = [.. group.OrderBy(claim => claim.Name)];
            yield return Finding.Create(Kind, new ObjectName("StorageClass", "", group.Key), string.Create(CultureInfo.InvariantCulture,
                $"It creates a disk in one of {context.Domains.Of(level).Length} zones as soon as a claim exists; pods use {FindingPhrases.Count(claims.Length, "claim")} of it: {FindingPhrases.List([.. claims.Select(claim => $"{claim.Name.Namespace}/{claim.Name.Name}")])}."));
        }
    }

    private static IEnumerable<Claim> UsedClaims(AuditContext context)
    {
        Dictionary<ObjectName, Claim> claims = context.Snapshot.Claims.DistinctBy(claim => claim.Name).ToDictionary(claim => claim.Name);
        var seen = new HashSet<ObjectName>();
        foreach (Workload workload in context.Workloads.Select(audit => audit.Workload))
        {
            foreach (PodTemplate template in (workload.Pods.IsDefault ? [] : workload.Pods.Select(pod => pod.Template)).Append(workload.Template).OfType<PodTemplate>())
            {
                foreach (string name in template.Claims.IsDefault ? [] : template.Claims)
                {
                    var claim = new ObjectName("PersistentVolumeClaim", workload.Name.Namespace, name);
                    if (claims.TryGetValue(claim, out Claim? found) && seen.Add(claim))
                    {
                        yield return found;
                    }
                }
            }
        }
    }
}
