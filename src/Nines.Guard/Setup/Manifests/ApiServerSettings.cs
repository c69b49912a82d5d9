namespace Nines.Guard.Setup.Manifests;

/// <summary>Settings of the connection from kube-apiserver to the guard.</summary>
internal sealed record ApiServerSettings
{
    public required KubernetesVersion Version { get; init; }

    /// <summary>Address of the guard: scheme, host and port, no path.</summary>
    public required Uri Server { get; init; }

    /// <summary>The name in the guard's certificate when the host is an address; null to check the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The folder on the control plane's machine in which these files, the CA and the client certificate will lie.</summary>
    public string Folder { get; init; } = "/etc/kubernetes/nines-guard";

    public bool Authentication { get; init; } = true;

    public bool Authorization { get; init; } = true;

    /// <summary>Time that kube-apiserver waits for the guard, 1 to 30 s. Only files can set it; with flags it is 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for which kube-apiserver itself caches allowed requests. It adds to the five minutes of the guard, so it is short.</summary>
    public TimeSpan AuthorizedTtl { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan UnauthorizedTtl { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan TokenTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Lets anonymous callers reach the health paths only. It takes the place of --anonymous-auth and of --oidc-* flags, and kubeadm's
    /// cluster-info is not readable then, so it is asked for. Needs 1.32.
    /// </summary>
    public bool LimitAnonymous { get; init; }

    /// <summary>True to deny requests while the guard cannot answer; false leaves them to the other authorizers.</summary>
    public bool DenyOnFailure { get; init; }
}
