using System.Collections.Immutable;
using System.Text.Json;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Lists;

/// <summary>
/// Asks a server what it has: with two requests where it offers all at once (apidiscovery.k8s.io, 1.26 on), else group by group, and
/// then only for those groups that are read here.
/// </summary>
internal static class ApiCatalogReader
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private const int AtOnce = 8;

    public static async Task<ApiCatalog> ReadAsync(KubernetesTransport transport, CancellationToken cancellationToken)
    {
        var found = new Found();
        HashSet<string> known = [.. ResourceKinds.All.SelectMany(kind => kind.Versions.Select(version => GroupVersion(kind.Group, version)))];
        List<string> wanted = [];
        foreach (string root in new[] { "api", "apis" })
        {
            using JsonDocument document = Parse(await AskAsync(transport, root, Aggregated, cancellationToken), root);
            if (Text(document.RootElement, "kind") == "APIGroupDiscoveryList")
            {
                ReadAggregated(document.RootElement, found);
            }
            else
            {
                wanted.AddRange(Versions(document.RootElement, root).Where(known.Contains));
            }
        }

        foreach (string[] few in wanted.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            await Task.WhenAll(few.Select(version => ReadVersionAsync(transport, version, found, cancellationToken)));
        }

        return new ApiCatalog([.. found.Resources], [.. found.Gaps.Order(StringComparer.Ordinal)]);
    }

    private static Task<byte[]> AskAsync(KubernetesTransport transport, string path, string accept, CancellationToken cancellationToken) =>
        transport.ReadAsync(new KubernetesRequest(HttpMethod.Get, path, "get", "/" + path) { Accept = accept }, cancellationToken);

    private static async Task ReadVersionAsync(KubernetesTransport transport, string groupVersion, Found found, CancellationToken cancellationToken)
    {
        string path = groupVersion.Contains('/', StringComparison.Ordinal) ? "apis/" + groupVersion : "api/" + groupVersion;
        try
        {
            using JsonDocument document = Parse(await AskAsync(transport, path, "application/json", cancellationToken), path);
            (string group, string version) = Split(groupVersion);
            foreach (JsonElement resource in Items(document.RootElement, "resources"))
            {
                found.Add(new ServedResource(group, version, Text(resource, "name") ?? "", KindVersion(resource)));
            }
        }
        catch (KubernetesException exception) when (exception.Kind is KubernetesErrorKind.ServerFault or KubernetesErrorKind.NotFound or KubernetesErrorKind.Forbidden)
        {
            found.AddGap(groupVersion);
        }
    }

    private static void ReadAggregated(JsonElement root, Found found)
    {
        foreach (JsonElement group in Items(root, "items"))
        {
            string name = group.TryGetProperty("metadata", out JsonElement metadata) ? Text(metadata, "name") ?? "" : "";
            foreach (JsonElement version in Items(group, "versions"))
            {
                string versionName = Text(version, "version") ?? "";
                if (Text(version, "freshness") == "Stale")
                {
                    found.AddGap(GroupVersion(name, versionName));
                }

                foreach (JsonElement resource in Items(version, "resources"))
                {
                    string plural = Text(resource, "resource") ?? "";
                    found.Add(new ServedResource(name, versionName, plural));
                    foreach (JsonElement part in Items(resource, "subresources"))
                    {
                        found.Add(new ServedResource(name, versionName, $"{plural}/{Text(part, "subresource")}",
                            part.TryGetProperty("responseKind", out JsonElement kind) ? KindVersion(kind) : null));
                    }
                }
            }
        }
    }

    // APIVersions lists versions of the core group; APIGroupList lists groups with theirs.
    private static IEnumerable<string> Versions(JsonElement root, string path) => path == "api"
        ? Texts(root, "versions")
        : Items(root, "groups").SelectMany(group => Items(group, "versions")).Select(version => Text(version, "groupVersion") ?? "");

    private static string GroupVersion(string group, string version) => group.Length == 0 ? version : $"{group}/{version}";

    private static (string Group, string Version) Split(string groupVersion) =>
        groupVersion.Split('/') is [var group, var version] ? (group, version) : ("", groupVersion);

    private static string? KindVersion(JsonElement element) =>
        Text(element, "version") is { Length: > 0 } version ? GroupVersion(Text(element, "group") ?? "", version) : null;

    private static JsonDocument Parse(byte[] json, string path)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw new KubernetesException(
            KubernetesErrorKind.Unreadable, $"/{path} is not answered as kube-apiserver does.", "Check 'server': does something else listen there?");
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    private static ImmutableArray<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed class Found
    {
        private readonly Lock _gate = new();

        public List<ServedResource> Resources { get; } = [];

        public HashSet<string> Gaps { get; } = [];

        public void Add(ServedResource resource)
        {
            lock (_gate)
            {
                Resources.Add(resource);
            }
        }

        public void AddGap(string groupVersion)
        {
            lock (_gate)
            {
                Gaps.Add(groupVersion);
            }
        }
    }
}
