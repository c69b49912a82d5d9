namespace Nines.Guard.Decisions.Rbac;

/// <summary>Names of the kinds of clusters in Azure, and the addresses of their operations.</summary>
internal static class Prefixes
{
    public const string FleetMembers = "Microsoft.ContainerService/fleets/members";

    private const string ManagedClusters = "Microsoft.ContainerService/managedClusters";
    private const string ConnectedClusters = "Microsoft.Kubernetes/connectedClusters";

    public static string OfCluster(ClusterKind kind) => kind == ClusterKind.Aks ? ManagedClusters : ConnectedClusters;

    /// <summary>The resource providers whose operations the questions of these options can need, with the API version of the list.</summary>
    public static IEnumerable<(string Name, string Version)> Providers(RbacOptions options)
    {
        if (options.Kind == ClusterKind.Arc)
        {
            yield return ("Microsoft.Kubernetes", "2021-10-01");
        }

        if (options.Kind == ClusterKind.Aks || options.FleetId.Length > 0)
        {
            yield return ("Microsoft.ContainerService", "2018-10-31");
        }
    }

    /// <summary>Scope of a token for Azure Resource Manager.</summary>
    public static string ManagementScope(RbacOptions options) =>
        options.ManagementScope.Length > 0 ? options.ManagementScope : $"{options.ManagementEndpoint.GetLeftPart(UriPartial.Authority)}/.default";
}
