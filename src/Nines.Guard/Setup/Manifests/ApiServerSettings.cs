namespace Nines.Guard.Setup.Manifests;

/// <summary>How kube-apiserver is to reach the guard.</summary>
internal sealed record ApiServerSettings
{
    public required KubernetesVersion Version { get; init; }

    /// <summary>Where the guard answers: scheme, host and port, no path.</summary>
    public required Uri Server { get; init; }

    /// <summary>The name in the guard's certificate when the host is an address; null to check the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The folder on the control plane's machine in which these files, the CA and the client certificate will lie.</summary>
    public string Folder { get; init; } = "/etc/kubernetes/nines-guard";

    public bool Authentication { get; init; } = true;

    public bool Authorization { get; init; } = true;

    /// <summary>How long kube-apiserver waits for the guard, 1 to 30 s. Only files can say so; with flags it is 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long kube-apiserver itself keeps what the guard allowed. It adds to the guard's own five minutes, so it is short.</summary>
    public TimeSpan AuthorizedTtl { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan UnauthorizedTtl { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan TokenTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Lets anonymous callers reach the health paths only. It takes the place of --anonymous-auth and of --oidc-* flags, and kubeadm's
    /// cluster-info is not readable then, so it is asked for. Needs 1.32.
    /// </summary>
    public bool LimitAnonymous { get; init; }

    /// <summary>True when nobody may pass while the guard cannot answer; false leaves the answer to the other authorizers.</summary>
    public bool DenyOnFailure { get; init; }
}
