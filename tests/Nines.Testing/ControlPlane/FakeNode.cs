using System.Collections.Immutable;

namespace Nines.Testing.ControlPlane;

/// <summary>A machine that is only an object of the API; see <see cref="FakeNodes"/>.</summary>
public sealed record FakeNode(string Name)
{
    /// <summary>Beside kubernetes.io/hostname, which it has in any case.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Allocatable resources, as Kubernetes writes quantities.</summary>
    public string Cpu { get; init; } = "4";

    public string Memory { get; init; } = "16Gi";

    public int Pods { get; init; } = 110;

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute for the effect.</summary>
    public ImmutableArray<(string Key, string Value, string Effect)> Taints { get; init; } = [];

    public string ProviderId { get; init; } = "";
}
