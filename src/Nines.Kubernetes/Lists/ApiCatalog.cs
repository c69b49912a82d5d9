using System.Collections.Immutable;
using Nines.Kubernetes.Transport;

namespace Nines.Kubernetes.Lists;

/// <summary>A resource in one version, as a server has it.</summary>
/// <param name="Name">Plural; a subresource has a slash, as in pods/eviction.</param>
/// <param name="KindVersion">Group and version of the kind that it takes, when they are not its own: pods/eviction takes policy/v1.</param>
public sealed record ServedResource(string Group, string Version, string Name, string? KindVersion = null);

/// <summary>Resources of a server. <see cref="Gaps"/> names the parts that could not be read.</summary>
/// <param name="Gaps">Versions of groups whose server did not answer, such as metrics.k8s.io/v1beta1.</param>
public sealed record ApiCatalog(ImmutableArray<ServedResource> Resources, ImmutableArray<string> Gaps)
{
    private readonly ImmutableDictionary<(string Group, string Version, string Name), ServedResource> _index = Resources
        .GroupBy(resource => (resource.Group, resource.Version, resource.Name))
        .ToImmutableDictionary(group => group.Key, group => group.First());

    public bool Has(string group, string version, string name) => _index.ContainsKey((group, version, name));

    /// <summary>Null when the server has it not.</summary>
    public ServedResource? Find(string group, string version, string name) => _index.GetValueOrDefault((group, version, name));

    /// <summary>The best version that both sides know; null when there is none.</summary>
    public string? Best(ResourceKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Versions.FirstOrDefault(version => Has(kind.Group, version, kind.Plural));
    }

    /// <summary>The path of a kind: of all, of a namespace, or of one object.</summary>
    /// <exception cref="KubernetesException">The server has it in no version that is known.</exception>
    public string Path(ResourceKind kind, string? ns = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(kind);
        string version = Best(kind) ?? throw Unsupported(kind);
        string root = kind.Group.Length == 0 ? $"api/{version}" : $"apis/{kind.Group}/{version}";
        string place = kind.IsNamespaced && ns is not null ? $"/namespaces/{Uri.EscapeDataString(ns)}" : "";
        return $"{root}{place}/{kind.Plural}{(name is null ? "" : "/" + Uri.EscapeDataString(name))}";
    }

    private KubernetesException Unsupported(ResourceKind kind)
    {
        string[] served = [.. Resources.Where(resource => resource.Group == kind.Group && resource.Name == kind.Plural).Select(resource => resource.Version)];
        bool isGap = Gaps.Any(gap => gap.StartsWith(kind.Group + "/", StringComparison.Ordinal));
        return new KubernetesException(
            KubernetesErrorKind.Unsupported,
            served.Length > 0
                ? $"The server has {kind} in {string.Join(", ", served)}; nines knows {string.Join(", ", kind.Versions)}."
                : $"The server has no {kind}{(isGap ? ": the part of it that should have did not answer" : "")}.");
    }
}
