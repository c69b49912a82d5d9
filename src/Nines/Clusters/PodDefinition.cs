using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>All that the pods of one template have in common; equal pods share one object.</summary>
public sealed record PodDefinition
{
    /// <summary>What the scheduler sees of it, labels included.</summary>
    public required PodTemplate Placement { get; init; }

    /// <summary>The ordinary containers.</summary>
    public ImmutableArray<ContainerFacts> Containers { get; init; } = [];

    /// <summary>Claims by name, with where they may be used; an ephemeral volume has the name that its claim gets.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    public bool UsesHostNetwork { get; init; }

    /// <summary>Empty for none.</summary>
    public string PriorityClass { get; init; } = "";

    /// <summary>Who places it; empty for the default scheduler.</summary>
    public string SchedulerName { get; init; } = "";

    /// <summary>Held back from being placed.</summary>
    public bool IsGated { get; init; }

    /// <summary>How long it may take to end, in seconds; null for the default of 30.</summary>
    public long? GraceSeconds { get; init; }
}

/// <summary>What a container says about itself that decides how it fails.</summary>
/// <param name="Name">Unique in its pod.</param>
/// <param name="RequestsCpu">Whether it asks for processor time.</param>
/// <param name="RequestsMemory">Whether it asks for memory.</param>
/// <param name="Readiness">Null for none.</param>
/// <param name="Liveness">Null for none.</param>
/// <param name="Startup">Null for none.</param>
/// <param name="HasPorts">Whether it names a port.</param>
public sealed record ContainerFacts(
    string Name, bool RequestsCpu, bool RequestsMemory, ProbeFacts? Readiness, ProbeFacts? Liveness, ProbeFacts? Startup, bool HasPorts = false);

/// <summary>How kubelet looks after a container.</summary>
/// <param name="Action">What is asked, so that equal probes have equal texts: <c>GET http :8080/healthz</c>. Never the text of a command.</param>
/// <param name="PeriodSeconds">10 unless it says otherwise.</param>
/// <param name="TimeoutSeconds">1 unless it says otherwise.</param>
/// <param name="FailureThreshold">3 unless it says otherwise.</param>
/// <param name="InitialDelaySeconds">0 unless it says otherwise.</param>
public sealed record ProbeFacts(string Action, int PeriodSeconds = 10, int TimeoutSeconds = 1, int FailureThreshold = 3, int InitialDelaySeconds = 0);
