using System.Collections.Immutable;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>The part of the process environment that decides how to reach a cluster; read once at the composition root.</summary>
/// <param name="Variables">Of the environment.</param>
public sealed record KubeEnvironment(IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Folder in which a pod finds its token, its certificate authority and its namespace.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Base folder of relative paths in KUBECONFIG.</summary>
    public string WorkingFolder { get; init; } = Directory.GetCurrentDirectory();

    public string? this[string name] => Variables.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>The files that are read when none is named: those of KUBECONFIG, else ~/.kube/config.</summary>
    public ImmutableArray<string> KubeconfigFiles => this["KUBECONFIG"] is { } list
        ? [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(file => Path.GetFullPath(file, WorkingFolder))]
        : (this["HOME"] ?? this["USERPROFILE"]) is { } home ? [Path.Combine(home, ".kube", "config")] : [];
}
