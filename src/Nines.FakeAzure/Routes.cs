using Nines.FakeAzure.Endpoints;
using Nines.FakeAzure.Faults;

namespace Nines.FakeAzure;

/// <summary>Maps a call to its endpoint.</summary>
internal sealed class Routes(
    OidcEndpoint oidc, TokenEndpoint token, IdentityEndpoints identity, GraphEndpoint graph, CheckAccessEndpoint check, ComputeEndpoint compute)
{
    /// <returns>Null when nothing is there.</returns>
    public (PathKind Kind, Func<FakeRequest, Reply> Answer)? Find(FakeRequest request)
    {
        bool isGet = request.Method == "GET";
        bool isPost = request.Method == "POST";
        return request.Segments switch
        {
            [_, "v2.0", ".well-known", "openid-configuration"] or [_, ".well-known", "openid-configuration"] when isGet => (PathKind.Discovery, oidc.Discover),
            [_, "discovery", "v2.0", "keys"] or [_, "discovery", "keys"] when isGet => (PathKind.Keys, oidc.Keys),
            [_, "oauth2", "v2.0", "token"] when isPost => (PathKind.Token, token.Answer),
            ["metadata", "identity", "oauth2", "token"] when isGet => (PathKind.ManagedIdentity, identity.ManagedIdentity),
            ["aks", "token"] when isPost => (PathKind.AksToken, identity.Aks),
            ["v1.0", ..] => (PathKind.Graph, graph.Answer),
            [var providers, _, var list] when isGet && Is(providers, "providers") && Is(list, "operations") => (PathKind.Operations, check.ListOperations),
            [var providers, var provider, var action] when Is(providers, "providers") && IsCheck(provider, action) => (PathKind.Pdp, check.CheckV2),
            [var root, .., var providers, var provider, var action] when isPost && Is(root, "subscriptions") && Is(providers, "providers") && IsCheck(provider, action) =>
                (PathKind.CheckAccess, check.CheckV1),
            _ => compute.Find(request),
        };
    }

    private static bool IsCheck(string provider, string action) => Is(provider, "Microsoft.Authorization") && Is(action, "checkaccess");

    // The resource manager does not mind case.
    private static bool Is(string segment, string name) => segment.Equals(name, StringComparison.OrdinalIgnoreCase);
}
