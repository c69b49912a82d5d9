namespace Nines.Testing.ControlPlane;

/// <summary>Behavior of fake nodes.</summary>
public sealed record FakeNodesOptions
{
    /// <summary>Time between two signs of life of a node. The node controller waits 40 s for the next one.</summary>
    public TimeSpan Renew { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>True if placed pods are run, and pods that are to end are ended; otherwise only nodes are kept.</summary>
    public bool RunsPods { get; init; } = true;

    /// <summary>True if a pod that runs becomes Ready; asked by namespace and name, again after each change of the pod.</summary>
    public Func<string, string, bool> BecomesReady { get; init; } = (_, _) => true;
}
