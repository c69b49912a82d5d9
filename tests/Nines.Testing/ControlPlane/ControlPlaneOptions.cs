using System.Collections.Immutable;

namespace Nines.Testing.ControlPlane;

/// <summary>Parts of a control plane to run.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>Added to the command of kube-apiserver; a flag given here takes the place of ours.</summary>
    public ImmutableArray<string> ApiServerFlags { get; init; } = [];

    /// <summary>Added to the command of kube-controller-manager likewise, such as <c>--node-monitor-grace-period=4s</c>.</summary>
    public ImmutableArray<string> ControllerManagerFlags { get; init; } = [];

    /// <summary>Added to the command of kube-scheduler likewise.</summary>
    public ImmutableArray<string> SchedulerFlags { get; init; } = [];

    /// <summary>Users by token, beside the administrator.</summary>
    public ImmutableArray<(string Token, string User, string[] Groups)> Users { get; init; } = [];

    /// <summary>True if pods are to be placed.</summary>
    public bool Scheduler { get; init; }

    /// <summary>True if workloads are to have pods, and namespaces their parts.</summary>
    public bool ControllerManager { get; init; }
}
