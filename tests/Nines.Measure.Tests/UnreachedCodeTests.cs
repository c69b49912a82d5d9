using Nines.Measure.References;

namespace Nines.Measure.Tests;

/// <summary>Keeps code out of src that the program cannot reach, whether tests reach it or not.</summary>
public sealed class UnreachedCodeTests
{
    /// <summary>Code that stays though the program cannot reach it, by reason: types, or Type.Member.</summary>
    private static readonly (string Reason, string[] Names)[] s_allowed =
    [
        (
            "client of the cluster that drills will write, watch and hold leases with; integration tests set up clusters with it",
            [
                "ApiCatalog.Find", "Bodies.Delete", "Bodies.Eviction", "Bodies.WriteDelete", "ClusterConnection.Namespace",
                "DeleteOptions.DryRun", "DeleteOptions.GracePeriodSeconds", "DeleteOptions.Propagation",
                "DeleteOptions.Uid", "EventFrame", "FrameReader",
                "KubernetesClient.CreateAsync", "KubernetesClient.DeleteAsync", "KubernetesClient.EvictAsync", "KubernetesClient.GetAsync",
                "KubernetesClient.ListAsync", "KubernetesClient.WatchAsync", "KubernetesTransport.Clock", "KubernetesTransport.Connection",
                "LeaseHolder", "LeaseOptions.Duration", "LeaseOptions.Identity", "LeaseOptions.Name",
                "LeaseOptions.Namespace", "LeaseOptions.RenewDeadline", "LeaseOptions.Retry", "ListResult", "PagedList.ReadAsync",
                "Quantity.FromMilli", "Quantity.FromValue",
                "ServedResource.KindVersion", "WatchEvent", "WatchOptions.Failures", "WatchOptions.Pause",
                "WatchOptions.Round", "Watcher"
            ]),
        (
            "state of the guard that tests observe instead of waiting for a time",
            [
                "AdaptiveLimit.Now", "CachedAccessTokens.States", "ConnectionRegistry.Accepted", "EntraAuthenticator.Kept",
                "EntraAuthenticator.KeyAge", "EntryStore.Troubles", "GuardServer.Connections", "GuardServer.ConnectionsAccepted",
                "NearCache.Evicted", "PartCalls.IsPaused", "PartCalls.Load", "RedisConnection.InFlight", "RedisLink.IsConnected",
                "RequestBudget.Bytes", "RequestBudget.Requests", "ResilientCalls.Parts", "ScopeToken.State", "SharedCache.InFlight",
                "StoreTrust.Troubles", "TokenResults.Bytes", "TrustedLink.Address"
            ]),
        (
            "read from environment files for the renderer; tests of the readers check it",
            [
                "AdviceResult.File", "CatalogueEntry.Description", "ClusterSpec.Version", "ComponentSpec.Position",
                "ExpressRouteSpec.GatewaySku", "GroupSpec.Name", "GroupSpec.Namespaces", "GroupSpec.ObjectId", "IdentitySpec.Groups",
                "NodePoolSpec.Labels", "NodePoolSpec.Taints", "WorkloadSpec.Namespace"
            ]),
        (
            "second way to an answer, or a part of it, that tests compare with the first one",
            [
                "CapacityNode.Capacity", "CapacityNode.Unavailability", "CapacityZone", "Distribution.Max", "Distribution.Min",
                "Distribution.Mean", "Distribution.Miss", "Distribution.Probability", "Effort.Remaining", "FailoverExposure.Unavailability",
                "NodeLoss.Apply", "NodeLoss.Without", "NodeLossOutcome.After", "NodeLossOutcome.GoneWithNode", "NodeLossOutcome.LostNodes",
                "NodeLossOutcome.NotRecreated", "NodeLossOutcome.Replaced", "NodeLossOutcome.Stranded", "OpenPsaTop.EventLabels",
                "OpenPsaTop.FaultTree", "OpenPsaTop.Label", "OpenPsaTop.Position", "PlacementRun.CountBy", "RunStatistic",
                "Simulator.MaxTrials", "Simulator.Trials", "Xoshiro256.State", "ZoneCapacity"
            ]),
        (
            "writes a schema that tests compare with the committed file",
            [
                "EnvironmentSchema", "PolicyReader.WriteSchema", "Schema.Dependent", "SchemaDefinitions.ToJson", "SchemaDefinitions.Write",
                "SettingsFile.WriteSchema"
            ]),
        (
            "sets up what tests run against",
            [
                "CheckAccessEndpoint.OperationsVersion", "DocumentEdit.Get", "DocumentEdit.Set", "DomainTableFile.Write",
                "FakeAzureServer.AksTokenAddress", "FakeAzureServer.PdpAddress", "PodRequests.From", "UserIdentity.Named"
            ]),
        (
            "part of a record or of a type that the language or a generator reads, and tests compare",
            [
                "ArmFailure.Status", "Child.Id", "ContextEntry.Name",
                "ContextEntry.Position", "CutSetGroup.Ways", "DefaultSetting.Verb", "DomainReading.Calls", "DomainTable.Columns",
                "FixPlan.Labels", "FixPlan.Options", "HtmlText.EscapingHandler.Expected", "JwsAlgorithm.KeyType", "NotAzureMachine.Why",
                "Refreshed.Value", "RespValue.Double", "RespValue.Find", "Spelling.Rows.BeforeLast", "Spelling.Rows.Last", "TokenHash.High",
                "TokenHash.Low", "UpstreamOutcome.All", "UserEntry.Position"
            ]),
        (
            "part of the model of a cluster, checked by the tests of the snapshot reader",
            [
                "Claim.IsShared", "ContainerFacts.Startup", "DisruptionBudget.Selects", "PriorityClass.IsDefault", "PriorityClass.Value",
                "ProbeFacts.InitialDelaySeconds", "ProbeFacts.TimeoutSeconds", "Volume.Claim", "Volume.Driver", "Volume.StorageClass"
            ]),
    ];

    private static readonly Lazy<IReadOnlyList<Unreached>> s_unreached = new(() => UnreachedCode.Find(Measured.Tree));
    private static readonly HashSet<string> s_names = [.. s_allowed.SelectMany(group => group.Names)];

    [Fact]
    public void Unreached_code_has_a_reason_or_goes() =>
        Unreached().Where(code => !s_names.Contains(code.Name)).Select(code => code.ToString()).ShouldBeEmpty("Remove it, or add it to the list with a reason.");

    [Fact]
    public void Code_that_is_reached_or_gone_leaves_the_list() => s_names.Except(Unreached().Select(code => code.Name)).ShouldBeEmpty();

    private static IEnumerable<Unreached> Unreached() => s_unreached.Value;
}
