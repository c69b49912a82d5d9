using System.Collections.Immutable;
using System.Globalization;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Clusters;
using Nines.Domains;
using Nines.Text;

namespace Nines.Audits.Rules;

/// <summary>
/// Volumes that tie pods to a zone or a node, where it matters: where the loss of it leaves less than the workload needs. Data that is
/// replicated over pods in several zones is tied too, and lives.
/// </summary>
internal sealed class PinnedByVolumesRule : IFindingRule
{
    public static FindingKind Kind { get; } = new("NINE401", Severity.Warning, "A volume ties a pod to one failure domain",
        "When the domain is lost, the pod cannot run elsewhere: it waits until the domain is back.",
        "Use zone-redundant disks (a _ZRS SKU), or replicate the data over pods in several zones.") { Reads = ["PersistentVolumeClaim", "PersistentVolume"] };

    public ImmutableArray<FindingKind> Kinds { get; } = [Kind];

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Snapshot.Claims.IsEmpty)
        {
            yield break;
        }

        var pins = new Pins(context);
        foreach (WorkloadAudit audit in context.Workloads)
        {
            if (Scope.IsWanted(audit.Workload) && audit.Requirement is { Pods: > 0 } && !audit.Workload.Pods.IsDefaultOrEmpty)
            {
                foreach (Finding finding in Find(context, audit, pins))
                {
                    yield return finding;
                }
            }
        }
    }

    private static IEnumerable<Finding> Find(AuditContext context, WorkloadAudit audit, Pins pins)
    {
        var tied = new Dictionary<VolumePin, (HashSet<string> Pods, SortedSet<string> Claims)>();
        foreach (Pod pod in audit.Workload.Pods.Where(pod => !pod.IsTerminating && !pod.Template.Claims.IsDefaultOrEmpty))
        {
            foreach (string claim in pod.Template.Claims)
            {
                if (pins.Find(audit.Workload.Name.Namespace, claim) is { } pin)
                {
                    (HashSet<string> pods, SortedSet<string> claims) = tied.TryGetValue(pin, out (HashSet<string>, SortedSet<string>) known)
                        ? known : tied[pin] = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));
                    pods.Add(pod.Name);
                    claims.Add(claim);
                }
            }
        }

        foreach ((VolumePin pin, (HashSet<string> pods, SortedSet<string> claims)) in tied.OrderBy(pair => pair.Key.Label, StringComparer.Ordinal).ThenBy(pair => pair.Key.Value, StringComparer.Ordinal))
        {
            if (Check(context, audit, pin, pods.Count, claims, pins.NodeWith(pin)) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Check(AuditContext context, WorkloadAudit audit, VolumePin pin, int pods, SortedSet<string> claims, string? node)
    {
        string claimNames = FindingPhrases.List(claims);
        string isTied = $"{(claims.Count == 1 ? "Claim" : "Claims")} {claimNames} {(claims.Count == 1 ? "ties" : "tie")} {pods} of its {FindingPhrases.Pods(audit.Workload.Replicas)} to ";
        if (node is null)
        {
            return context.Snapshot.Nodes.IsEmpty ? null : Finding.Create(Kind, audit.Workload.Name,
                $"{isTied}{(pin.IsNode ? "node" : "zone")} {pin.Value}, where the cluster has no node.", pin.Value);
        }

        string key = pin.IsNode ? DomainKinds.Node : DomainKinds.Zone;
        if (context.Domains.Level(key) is not { } level || context.Domains.Of(level).Length < 2 || context.Domains.Of(level, node) is not { } domain)
        {
            // With one zone there is nowhere else to be: a gap of the cluster.
            return null;
        }

        // Pods in the place that other pods share count as lost too.
        int lost = audit.Losses.FirstOrDefault(losses => losses.Level == level)?.Losses.FirstOrDefault(loss => loss.Domain.Id == domain.Id)?.Lost ?? 0;
        int left = audit.Serving - Math.Max(lost, Math.Min(pods, audit.Serving));
        int needs = audit.Requirement!.Pods;
        return left >= needs ? null : Finding.Create(Kind, audit.Workload.Name, string.Create(CultureInfo.InvariantCulture,
            $"{isTied}{domain.Label}: when that is lost, {left} of the {needs} required {(left == 1 ? "is" : "are")} left, and the rest cannot start elsewhere."), domain.Id) with
        {
            LevelKey = level.Key,
            Domains = [domain],
            Fix = pin.IsNode ? "Use volumes that other nodes can attach, or replicate the data over pods on other nodes." : "",
        };
    }

    /// <summary>Nodes and zones that claims are tied to.</summary>
    private sealed class Pins(AuditContext context)
    {
        private readonly Dictionary<ObjectName, Claim> _claims = context.Snapshot.Claims.DistinctBy(claim => claim.Name).ToDictionary(claim => claim.Name);
        private readonly Dictionary<string, Volume> _volumes = context.Snapshot.Volumes.DistinctBy(volume => volume.Name).ToDictionary(volume => volume.Name, StringComparer.Ordinal);
        private readonly Dictionary<string, Dictionary<string, string>> _nodes = new(StringComparer.Ordinal);

        public VolumePin? Find(string ns, string claim) =>
            _claims.TryGetValue(new ObjectName("PersistentVolumeClaim", ns, claim), out Claim? found) && found.IsBound
            && _volumes.TryGetValue(found.Volume, out Volume? volume)
                ? VolumePin.From(volume.Nodes)
                : null;

        /// <summary>A node at the place; null when there is none.</summary>
        public string? NodeWith(VolumePin pin)
        {
            if (!_nodes.TryGetValue(pin.Label, out Dictionary<string, string>? byValue))
            {
                byValue = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (Node node in context.Snapshot.Nodes)
                {
                    if (node.Labels.TryGetValue(pin.Label, out string? value))
                    {
                        byValue.TryAdd(value, node.Name);
                    }

                    if (pin.IsNode)
                    {
                        byValue.TryAdd(node.Name, node.Name);
                    }
                }

                _nodes.Add(pin.Label, byValue);
            }

            return byValue.GetValueOrDefault(pin.Value);
        }
    }
}
