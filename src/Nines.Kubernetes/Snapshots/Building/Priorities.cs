namespace Nines.Kubernetes.Snapshots.Building;

/// <summary>Which pods go first. kube-apiserver writes the number into each pod; a template has only the name of its class.</summary>
internal sealed class Priorities
{
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal)
    {
        // Every cluster has these two.
        ["system-cluster-critical"] = 2_000_000_000,
        ["system-node-critical"] = 2_000_001_000,
    };

    private readonly int _default;

    public Priorities(IReadOnlyList<Records.PriorityClass> classes)
    {
        foreach (Records.PriorityClass priority in classes)
        {
            _classes[priority.Metadata.Name] = priority.Value;
            _default = priority.GlobalDefault ? Math.Max(_default, priority.Value) : _default;
        }
    }

    public int Of(Records.PodSpec spec) =>
        spec.Priority ?? (spec.PriorityClassName.Length == 0 ? _default : _classes.GetValueOrDefault(spec.PriorityClassName));
}
