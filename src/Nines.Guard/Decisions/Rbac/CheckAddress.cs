namespace Nines.Guard.Decisions.Rbac;

/// <summary>Where Azure is asked: at the scope itself (v1), or at one address for all scopes (v2).</summary>
internal static class CheckAddress
{
    private const string CheckPath = "/providers/Microsoft.Authorization/checkaccess?api-version=2018-09-01-preview";

    // Without path and version the decision point answers 404 to everything.
    private const string DecisionPath = "/providers/Microsoft.Authorization/checkAccess?api-version=2021-06-01-preview";

    /// <summary>What all addresses of these options have in common.</summary>
    public static Uri Endpoint(RbacOptions options) => options.Api == CheckApi.V1
        ? options.ManagementEndpoint
        : options.DecisionEndpoint is { AbsolutePath: "/" } bare ? new Uri(bare, DecisionPath) : options.DecisionEndpoint!;

    /// <remarks>Put together as text: as a relative address, a scope with two slashes would name another server.</remarks>
    public static Uri Of(RbacOptions options, string scope) => options.Api == CheckApi.V1
        ? new Uri(options.ManagementEndpoint.GetLeftPart(UriPartial.Authority) + ResourcePath.Escaped(scope) + CheckPath)
        : Endpoint(options);
}
