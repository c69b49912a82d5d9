using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>One or several kubeconfig files, merged as kubectl does: the first file that names an entry decides it.</summary>
/// <param name="CurrentContext">Null when no file sets one.</param>
public sealed record Kubeconfig(
    ImmutableDictionary<string, ClusterEntry> Clusters,
    ImmutableDictionary<string, UserEntry> Users,
    ImmutableDictionary<string, ContextEntry> Contexts,
    string? CurrentContext)
{
    public static Kubeconfig Empty { get; } = new(
        ImmutableDictionary<string, ClusterEntry>.Empty, ImmutableDictionary<string, UserEntry>.Empty, ImmutableDictionary<string, ContextEntry>.Empty, null);

    /// <summary>This, completed by a file that comes later. Entries are taken whole, never field by field.</summary>
    public Kubeconfig CompletedBy(Kubeconfig later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new(
            later.Clusters.SetItems(Clusters), later.Users.SetItems(Users), later.Contexts.SetItems(Contexts), CurrentContext ?? later.CurrentContext);
    }
}

/// <summary>A field with a file name or a value, and its position, so that a later error can name the position.</summary>
public sealed record Placed(string Value, SourcePosition Position);

/// <param name="CertificateAuthorityFile">Absolute.</param>
/// <param name="CertificateAuthorityData">PEM, decoded from base64; takes precedence over the file.</param>
/// <param name="ExecConfig">The extension client.authentication.k8s.io/exec as JSON, handed to exec plugins that ask for the cluster.</param>
public sealed record ClusterEntry(
    SourcePosition Position,
    string Name,
    Placed? Server,
    Placed? CertificateAuthorityFile,
    Placed? CertificateAuthorityData,
    string? TlsServerName,
    bool InsecureSkipTlsVerify,
    Placed? ProxyUrl,
    string? ExecConfig);

/// <summary>A user. Its text shows no secret.</summary>
public sealed record UserEntry(string Name)
{
    public Placed? ClientCertificateFile { get; init; }

    public Placed? ClientCertificateData { get; init; }

    public Placed? ClientKeyFile { get; init; }

    public Placed? ClientKeyData { get; init; }

    public Placed? Token { get; init; }

    public Placed? TokenFile { get; init; }

    /// <summary>Position of a user name or password; users with one are refused.</summary>
    public SourcePosition? BasicAuth { get; init; }

    /// <summary>The name of an auth-provider; such users are refused.</summary>
    public Placed? AuthProvider { get; init; }

    public ExecEntry? Exec { get; init; }

    public Impersonation? Impersonation { get; init; }

    public override string ToString() => $"user '{Name}'";
}

/// <summary>A program that is asked for credentials.</summary>
/// <param name="Command">A name on the PATH, or a path made absolute.</param>
/// <param name="ApiVersion">client.authentication.k8s.io/v1 or /v1beta1.</param>
public sealed record ExecEntry(
    SourcePosition Position,
    string Command,
    ImmutableArray<string> Arguments,
    ImmutableArray<KeyValuePair<string, string>> Environment,
    string ApiVersion,
    string? InstallHint,
    bool ProvideClusterInfo,
    ExecInteractive Interactive)
{
    // Arguments and variables may hold secrets.
    public override string ToString() => $"exec plugin '{Command}'";
}

/// <summary>Permission of a plugin to prompt the user at the terminal.</summary>
public enum ExecInteractive
{
    IfAvailable,
    Never,
    Always,
}

/// <summary>The user to impersonate.</summary>
public sealed record Impersonation(
    string User, string? Uid, ImmutableArray<string> Groups, ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Extra);

/// <summary>A cluster, and a user of it.</summary>
public sealed record ContextEntry(Placed? Cluster, Placed? User);
