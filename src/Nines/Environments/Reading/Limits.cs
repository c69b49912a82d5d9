namespace Nines.Environments.Reading;

/// <summary>How large an environment may be. Larger ones are mistakes, or attempts to keep us busy.</summary>
internal static class Limits
{
    public const int Regions = 200;
    public const int Hubs = 200;
    public const int NodePools = 100;
    public const int NodesPerPool = 1_000;
    public const int Workloads = 1_000;
    public const int Replicas = 1_000;
    public const int Components = 10_000;
    public const int Journeys = 1_000;
    public const int CommonCauses = 1_000;
    public const int Availabilities = 20_000;
    public const int Circuits = 16;
    public const int AddressBlocks = 1_000;
    public const int RequirementItems = 10_000;
    public const int RequirementDepth = 24;
    /// <summary>Replicas, pods and nodes of the whole environment.</summary>
    public const int Parts = 100_000;
    public const int MeasurementFiles = 100;
    public const int MeasurementRows = 100_000;
}
