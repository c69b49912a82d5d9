using System.Collections.Immutable;
using static Nines.Audits.Findings.Severity;

namespace Nines.Audits.Findings;

/// <summary>The table of codes. docs/audit-codes.md is written from it; a test holds it to that.</summary>
public static class FindingCatalog
{
    // 1xx: what the loss of a domain leaves.
    public static FindingKind DomainLoss { get; } = new("NINE101", Error, "One domain takes it below what it needs",
        "When this domain fails, or is taken down for maintenance, fewer pods are left than the workload needs, although the cluster has other domains to put them in.",
        "Spread the pods over the domain's label, and run one more pod than is needed in the fullest domain.");

    public static FindingKind SingleReplica { get; } = new("NINE102", Error, "One replica",
        "Every failure and every drain of its node is an outage until another pod is ready: some six minutes after a node is lost without notice.",
        "Run two replicas or more, and spread them.");

    public static FindingKind PairLoss { get; } = new("NINE103", Note, "Two domains take it below what it needs",
        "One domain may be lost, but not a second one while the first is down or in maintenance.",
        "Where that matters, run more replicas over more domains.");

    public static FindingKind BelowAutoscalerMinimum { get; } = new("NINE104", Note, "One domain takes it below the minimum of its autoscaler",
        "The minimum is what somebody held to be enough for the least load; right after the loss there is less.",
        "Raise the minimum by what the fullest domain holds, or state the need with the annotation nines.dev/needs.") { Reads = ["HorizontalPodAutoscaler"] };

    public static FindingKind ObjectiveMissed { get; } = new("NINE105", Warning, "The expected availability misses the stated objective",
        "With the pods where they are and the rates of the table, the workload is expected to be down for longer than its objective allows.",
        "Look at the causes of its downtime: the greatest one says which domain to spread over.");

    // 2xx: budgets.
    public static FindingKind NoBudget { get; } = new("NINE201", Warning, "No PodDisruptionBudget",
        "A drain or an upgrade may take all of its pods at the same time.",
        "Add a PodDisruptionBudget with maxUnavailable: 1.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetBlocksDrains { get; } = new("NINE202", Error, "The budget allows no disruption even when all pods are healthy",
        "No pod can be evicted: drains hang, and upgrades of nodes fail or, after their timeout, go on by force.",
        "Use maxUnavailable: 1, or run one replica more than minAvailable.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetAboveAutoscalerMinimum { get; } = new("NINE203", Warning, "The budget wants as many pods as the autoscaler's minimum or more",
        "When the load is low the autoscaler goes down to its minimum, and from then on no pod can be evicted.",
        "Use maxUnavailable: 1, or a minimum above minAvailable.") { Reads = ["PodDisruptionBudget", "HorizontalPodAutoscaler"] };

    public static FindingKind BudgetsOverlap { get; } = new("NINE204", Error, "Two budgets match the same pod",
        "kube-apiserver refuses to evict such a pod at all (error 500): drains hang.",
        "Keep one budget for each workload.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetMatchesNothing { get; } = new("NINE205", Warning, "The budget matches no pod",
        "It protects nothing; often its selector has a spelling mistake.",
        "Give it the labels of the pods, or delete it.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetBlockedAfterLoss { get; } = new("NINE206", Warning, "After the loss of one domain the budget blocks every eviction",
        "With the fullest domain gone, less is left than the budget wants healthy, or the lost pods cannot come back: nodes cannot be drained or upgraded just when somebody repairs.",
        "Lower minAvailable, use maxUnavailable, or run more replicas over more domains.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind BudgetProtectsNothing { get; } = new("NINE207", Warning, "The budget lets all pods go at the same time",
        "With minAvailable 0 or maxUnavailable of all pods, a drain may take every pod.",
        "Use maxUnavailable: 1.") { Reads = ["PodDisruptionBudget"] };

    public static FindingKind UnhealthyPodsBlockDrains { get; } = new("NINE208", Warning, "Pods that are not ready hold up drains",
        "While fewer pods are healthy than the budget wants, those that are not ready cannot be evicted either: one broken pod stops an upgrade.",
        "Set unhealthyPodEvictionPolicy: AlwaysAllow.") { Reads = ["PodDisruptionBudget"] };

    // 3xx: what the scheduler was told.
    public static FindingKind NotSpread { get; } = new("NINE301", Warning, "Nothing asks the scheduler to spread over this domain",
        "The pods may lie well today, but after the next rollout, drain or failure they may all be in one domain.",
        "Add a topology spread constraint over the domain's label.");

    public static FindingKind SpreadMissesOwnPods { get; } = new("NINE302", Error, "A spread constraint does not count the workload's own pods",
        "Its selector is missing or does not match the pods' labels, so that the scheduler does not spread them.",
        "Give the constraint the selector of the workload.");

    public static FindingKind SpreadKeyUnknown { get; } = new("NINE303", Warning, "A rule names a label that nodes do not have",
        "A hard constraint keeps pods off every node without the label; a soft one does nothing.",
        "Label the nodes (nines label writes update and fault domains), or name the right label.");

    public static FindingKind SpreadViolated { get; } = new("NINE304", Warning, "The pods lie less evenly than the constraint says",
        "Constraints count only when a pod is placed: after scaling down, drains and failures pods stay where they are.",
        "Restart the rollout, or let a descheduler move pods.");

    public static FindingKind AntiAffinityMissesOwnPods { get; } = new("NINE305", Error, "An anti-affinity rule does not match the workload's own pods",
        "Its selector does not match the pods' labels, so that it keeps nothing apart.",
        "Give the rule the selector of the workload.");

    public static FindingKind SpreadBlocksRecovery { get; } = new("NINE306", Warning, "A hard spread constraint keeps lost pods from coming back",
        "While the nodes of a lost domain are still registered, the domain counts with no pods in it, and the constraint refuses every other one: lost pods stay Pending in the outage. Nodes that are cordoned do the same.",
        "Set nodeTaintsPolicy: Honor, and no minDomains above the number of domains that are left; or use whenUnsatisfiable: ScheduleAnyway.");

    public static FindingKind AntiAffinityBlocksRecovery { get; } = new("NINE307", Warning, "A hard anti-affinity rule leaves no room to recover or to roll out",
        "There are no more domains than pods, so that a lost pod has nowhere to go until its domain is back.",
        "Use a topology spread constraint with maxSkew 1, or preferred anti-affinity.");

    public static FindingKind SpreadCountsOldPods { get; } = new("NINE308", Note, "A hard spread constraint counts the pods of the old version too",
        "During a rollout the new pods are spread together with the old ones; when these are gone, the new ones may lie unevenly.",
        "Set matchLabelKeys: [pod-template-hash].");

    // 4xx: volumes.
    public static FindingKind VolumePins { get; } = new("NINE401", Warning, "A volume ties a pod to one domain",
        "When the domain is lost, the pod cannot be made anew elsewhere: it waits until the domain is back.",
        "Use zone-redundant disks (a _ZRS sku) or replicate the data over pods in several zones.") { Reads = ["PersistentVolumeClaim", "PersistentVolume"] };

    public static FindingKind VolumeBoundTooEarly { get; } = new("NINE402", Warning, "The storage class makes zonal volumes before the pod has a place",
        "The volume may be made in a zone in which the pod does not fit, or all volumes in one zone.",
        "Use volumeBindingMode: WaitForFirstConsumer.") { Reads = ["PersistentVolumeClaim", "StorageClass"] };

    // 5xx: autoscaling.
    public static FindingKind AutoscalerMinimumOne { get; } = new("NINE501", Error, "The autoscaler may go down to one pod",
        "When the load is low one pod is left, and its failure is an outage.",
        "Set minReplicas to 2 or more.") { Reads = ["HorizontalPodAutoscaler"] };

    public static FindingKind AutoscalerAndFixedReplicas { get; } = new("NINE502", Warning, "The manifest fixes the replicas that an autoscaler changes",
        "Each time the manifest is applied, the number jumps back to what stands in it, whatever the load.",
        "Leave spec.replicas out of the manifest.") { Reads = ["HorizontalPodAutoscaler"] };

    public static FindingKind AutoscalerCannotGrow { get; } = new("NINE503", Note, "The autoscaler has no room above what it runs",
        "After the loss of a domain it cannot make up for it, nor take the load that moves over.",
        "Raise maxReplicas by what the fullest domain holds.") { Reads = ["HorizontalPodAutoscaler"] };

    public static FindingKind AutoscalerHasNoTarget { get; } = new("NINE504", Warning, "The autoscaler's workload is not there, or has two autoscalers",
        "Nothing is scaled, or two of them fight over the number.",
        "Name the right workload; keep one autoscaler for each.") { Reads = ["HorizontalPodAutoscaler"] };

    // 6xx: pods and services.
    public static FindingKind NoReadiness { get; } = new("NINE601", Warning, "No readiness probe",
        "Pods get traffic before they can serve it and go on getting it when they cannot; rollouts and budgets take them for healthy.",
        "Add a readiness probe that says whether the pod can serve.");

    public static FindingKind ReadinessEqualsLiveness { get; } = new("NINE602", Warning, "Readiness and liveness ask the same",
        "A pod that is only busy, or waits for something shared, is restarted instead of relieved: all of them at the same time, when it is something shared.",
        "Let liveness ask only whether the process is stuck, and with more patience.");

    public static FindingKind NoRequests { get; } = new("NINE603", Warning, "No requests of processor time or memory",
        "The scheduler takes the pod for free: nodes fill up unseen, and after a loss nobody can say whether the rest fits.",
        "Request what the container uses.");

    public static FindingKind BarePod { get; } = new("NINE604", Error, "A pod that nobody makes anew",
        "When its node is lost or drained it is gone for good.",
        "Make it a Deployment or a StatefulSet.");

    public static FindingKind StopsBeforeItStarts { get; } = new("NINE605", Warning, "A rollout takes all pods down first",
        "With strategy Recreate, or maxUnavailable of all pods, every change is an outage.",
        "Use RollingUpdate with maxUnavailable below the number of replicas.");

    public static FindingKind PodsNotServing { get; } = new("NINE606", Warning, "Fewer pods serve than are wanted",
        "What is missing now is missing in a failure too.",
        "Find out why the pods are pending or not ready.");

    public static FindingKind ServiceHasOneEndpoint { get; } = new("NINE607", Warning, "One endpoint behind a Service",
        "Every failure of that pod, or with a Local traffic policy of that node, is an outage of the Service.",
        "Run two pods or more behind it.") { Reads = ["Service"] };

    public static FindingKind ServiceSelectsNothing { get; } = new("NINE608", Warning, "A Service without endpoints",
        "Whoever calls it gets an error; often its selector has a spelling mistake, or no pod is ready.",
        "Give it the labels of the pods, or delete it.") { Reads = ["Service"] };

    public static FindingKind PinnedToNode { get; } = new("NINE609", Warning, "The pods may run on one node only",
        "A node name, a node selector, an affinity rule or the taints of the others leave one node: when it is lost, nothing else can take them.",
        "Select nodes by what they have, not by their name.");

    // 7xx: room for what is lost.
    public static FindingKind DoesNotFitAfterLoss { get; } = new("NINE701", Error, "After the loss of one domain its pods do not fit on the rest",
        "The pods that are lost stay Pending until the domain is back, and fewer are left than the workload needs.",
        "Leave room of one domain free, give the workload a higher priority, or lower its requests to what it uses.");

    public static FindingKind NoRoomAfterLoss { get; } = new("NINE702", Warning, "The rest of the cluster cannot take the pods of one domain",
        "When this domain is lost, pods stay Pending until it is back or an autoscaler brings nodes.",
        "Leave room of one domain free, or let the pools of the other domains grow.");

    // 8xx: the cluster itself.
    public static FindingKind OneDomain { get; } = new("NINE801", Warning, "The whole cluster is in one domain",
        "No workload can be spread over what there is one of: this is a gap of the cluster.",
        "Add node pools in other zones, or scale sets with more domains.");

    public static FindingKind SystemServiceExposed { get; } = new("NINE802", Error, "A part that the whole cluster leans on falls with one domain",
        "When names are no longer resolved, or nothing comes in, every workload is down, however well it is spread.",
        "Run two or more of it, spread over zones and nodes.");

    public static FindingKind ControlPlaneExposed { get; } = new("NINE803", Error, "The control plane does not survive one domain",
        "etcd needs more than half of its members: without them nothing can be changed, placed or made anew.",
        "Run three control-plane nodes in three zones, or have the control plane managed.");

    public static FindingKind NodeOutOfUse { get; } = new("NINE804", Note, "A node is cordoned or not ready",
        "What it has is missing for recovery, and hard spread constraints may still count its domain.",
        "Uncordon, repair or delete it.");

    public static FindingKind PhantomDomain { get; } = new("NINE805", Warning, "A domain that is none",
        "Nodes without a zone carry a number in its place (on Azure a fault domain), which the scheduler takes for one more zone: spreading counts it, and pods land there that then share a zone with others.",
        "Do not mix zonal and regional pools under one spread constraint; restrict the workload to zonal pools.");

    public static FindingKind DomainUnknown { get; } = new("NINE806", Note, "Nobody knows in which of these domains nodes are",
        "What they share cannot be judged, and the scheduler cannot spread over it.",
        "Run nines label, or name the label with --domain.");

    /// <summary>In the order of their codes.</summary>
    public static ImmutableArray<FindingKind> All { get; } =
    [
        DomainLoss, SingleReplica, PairLoss, BelowAutoscalerMinimum, ObjectiveMissed,
        NoBudget, BudgetBlocksDrains, BudgetAboveAutoscalerMinimum, BudgetsOverlap, BudgetMatchesNothing, BudgetBlockedAfterLoss, BudgetProtectsNothing,
        UnhealthyPodsBlockDrains,
        NotSpread, SpreadMissesOwnPods, SpreadKeyUnknown, SpreadViolated, AntiAffinityMissesOwnPods, SpreadBlocksRecovery, AntiAffinityBlocksRecovery,
        SpreadCountsOldPods,
        VolumePins, VolumeBoundTooEarly,
        AutoscalerMinimumOne, AutoscalerAndFixedReplicas, AutoscalerCannotGrow, AutoscalerHasNoTarget,
        NoReadiness, ReadinessEqualsLiveness, NoRequests, BarePod, StopsBeforeItStarts, PodsNotServing, ServiceHasOneEndpoint, ServiceSelectsNothing, PinnedToNode,
        DoesNotFitAfterLoss, NoRoomAfterLoss,
        OneDomain, SystemServiceExposed, ControlPlaneExposed, NodeOutOfUse, PhantomDomain, DomainUnknown,
    ];

    /// <summary>The kind with a code; null when there is none.</summary>
    public static FindingKind? Find(string code) => All.FirstOrDefault(kind => kind.Code == code);
}
