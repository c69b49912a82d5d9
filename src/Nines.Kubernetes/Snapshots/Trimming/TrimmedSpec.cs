using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Trimming;

/// <summary>Cuts what is wanted of a pod to what decides where it may be and how it fails, in one spelling for equal meanings.</summary>
internal static class TrimmedSpec
{
    /// <summary>More containers than this are no pod.</summary>
    private const int MaxContainers = 1000;

    private const string DefaultScheduler = "default-scheduler";

    /// <exception cref="System.Text.Json.JsonException">It has more of something than any pod has.</exception>
    public static PodSpec From(PodSpec spec)
    {
        if (spec.Containers.Length + spec.InitContainers.Length > MaxContainers)
        {
            throw new System.Text.Json.JsonException($"expected at most {MaxContainers} containers in a pod");
        }

        return spec with
        {
            NodeName = "",
            NodeSelector = TrimmedText.From(spec.NodeSelector),
            Containers = Array.ConvertAll(spec.Containers, From),
            InitContainers = Array.ConvertAll(spec.InitContainers, From),
            Affinity = spec.Affinity is { NodeAffinity: null, PodAffinity: null, PodAntiAffinity: null } ? null : spec.Affinity,
            Volumes = Volumes(spec.Volumes),
            PreemptionPolicy = "",
            SchedulerName = spec.SchedulerName == DefaultScheduler ? "" : spec.SchedulerName,
            Overhead = Sorted(spec.Overhead),
            RestartPolicy = spec.RestartPolicy == "Always" ? "" : spec.RestartPolicy,
            Resources = spec.Resources is null ? null : From(spec.Resources),
        };
    }

    /// <summary>Amounts in the order of their names.</summary>
    public static Dictionary<string, Quantity> Sorted(Dictionary<string, Quantity> amounts)
    {
        string? last = null;
        foreach (string name in amounts.Keys)
        {
            if (last is not null && string.CompareOrdinal(last, name) >= 0)
            {
                return new Dictionary<string, Quantity>(amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal), StringComparer.Ordinal);
            }

            last = name;
        }

        return amounts;
    }

    // The image, its registry and the limits say nothing about where it goes; a missing request is its limit, as kube-apiserver has it.
    private static Container From(Container container) => container with
    {
        Image = "",
        Resources = From(container.Resources),
        ReadinessProbe = From(container.ReadinessProbe),
        LivenessProbe = From(container.LivenessProbe),
        StartupProbe = From(container.StartupProbe),
    };

    private static ResourceRequirements From(ResourceRequirements resources)
    {
        if (resources.Limits.Count == 0)
        {
            return resources.Requests.Count == 0 ? resources : resources with { Requests = Sorted(resources.Requests) };
        }

        var requests = new Dictionary<string, Quantity>(resources.Requests, StringComparer.Ordinal);
        foreach ((string name, Quantity limit) in resources.Limits)
        {
            requests.TryAdd(name, limit);
        }

        return new ResourceRequirements { Requests = Sorted(requests) };
    }

    private static Probe? From(Probe? probe) => probe?.HttpGet is not { } get ? probe : probe with { HttpGet = get with { Path = TrimmedText.ProbePath(get.Path) } };

    // All others, and with them the tokens that every pod has, are everywhere.
    private static PodVolume[] Volumes(PodVolume[] volumes) => Array.Exists(volumes, IsKept)
        ? [.. volumes.Where(IsKept).Select(From)]
        : [];

    private static bool IsKept(PodVolume volume) => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null;

    // Only the claim of an ephemeral volume is called by the volume's name.
    private static PodVolume From(PodVolume volume) => volume.PersistentVolumeClaim is not null
        ? new PodVolume { PersistentVolumeClaim = volume.PersistentVolumeClaim }
        : new PodVolume { Name = volume.Name, Ephemeral = new EphemeralVolume() };
}
