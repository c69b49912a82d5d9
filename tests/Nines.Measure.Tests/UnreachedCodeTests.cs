using Nines.Measure.References;

namespace Nines.Measure.Tests;

/// <summary>Keeps code out of src that the program cannot reach, whether tests reach it or not.</summary>
public sealed class UnreachedCodeTests
{
    /// <summary>Code that stays though the program cannot reach it, by reason: types, or Type.Member.</summary>
    private static readonly (string Reason, string[] Names)[] s_allowed =
    [
        (
            "watches, writes and leases of the client, which drills use; integration tests set up clusters with them",
            [
                "ApiCatalog.Find", "Bodies.Delete", "Bodies.Eviction", "Bodies.WriteDelete", "DeleteOptions.DryRun",
                "DeleteOptions.GracePeriodSeconds", "DeleteOptions.Uid", "EventFrame", "FrameReader", "KubernetesClient.CreateAsync",
                "KubernetesClient.DeleteAsync", "KubernetesClient.EvictAsync", "KubernetesClient.GetAsync", "KubernetesClient.ListAsync",
                "KubernetesClient.WatchAsync", "KubernetesTransport.Clock", "KubernetesTransport.Connection", "LeaseHolder",
                "LeaseOptions.Duration", "LeaseOptions.Identity", "LeaseOptions.Name", "LeaseOptions.Namespace",
                "LeaseOptions.RenewDeadline", "LeaseOptions.Retry", "ListResult", "PagedList.ReadAsync", "ServedResource.KindVersion",
                "WatchEvent", "WatchOptions.Failures", "WatchOptions.Pause", "WatchOptions.Round", "Watcher"
            ]),
        (
            "state of the guard that tests wait for, where they would otherwise wait for a time",
            [
                "AdaptiveLimit.Now", "CachedAccessTokens.States", "ConnectionRegistry.Accepted", "EntraAuthenticator.Kept",
                "EntryStore.Troubles", "GuardServer.Connections", "GuardServer.ConnectionsAccepted", "NearCache.Evicted",
                "PartCalls.IsPaused", "PartCalls.Load", "RedisConnection.InFlight", "RequestBudget.Bytes", "RequestBudget.Requests",
                "ResilientCalls.Parts", "ScopeToken.State", "SharedCache.InFlight", "StoreTrust.Troubles", "TokenResults.Bytes",
                "TrustedLink.Address"
            ]),
        (
            "parsed from environment files for the renderer, which writes these resources",
            [
                "GroupSpec.Name", "GroupSpec.Namespaces", "GroupSpec.ObjectId",
                "IdentitySpec.Groups", "NodePoolSpec.Labels", "WorkloadSpec.Namespace"
            ]),
        (
            "parsed from clusters for the checks of probes, volumes and priority classes",
            [
                "Claim.IsShared", "ContainerFacts.Startup", "PriorityClass.IsDefault", "PriorityClass.Value",
                "ProbeFacts.InitialDelaySeconds", "ProbeFacts.TimeoutSeconds", "Volume.Claim", "Volume.Driver", "Volume.StorageClass"
            ]),
        (
            "writes files of docs and schemas, which tests compare with the committed ones",
            [
                "CatalogueFile.WriteSchema", "VmSize.MaxDataDisks", "EnvironmentSchema", "PolicyReader.WriteSchema", "SchemaDefinitions.ToJson",
                "SchemaDefinitions.Write", "SettingsFile.WriteSchema"
            ]),
        (
            "part of the reliability engine that published examples are compared through",
            [
                "CapacityNode.Capacity", "CapacityNode.Unavailability", "CapacityZone",
                "FailoverExposure.Unavailability", "OpenPsaTop.EventLabels", "OpenPsaTop.FaultTree", "OpenPsaTop.Label",
                "OpenPsaTop.Position", "Xoshiro256.State", "ZoneCapacity"
            ]),
        (
            "settings and labels of a plan of fixes, by which tests check what was tried",
            [
                "FixPlan.Labels", "FixPlan.Options"
            ]),
        (
            "compared by the equality that the compiler writes",
            [
                "TokenHash.High", "TokenHash.Low"
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
