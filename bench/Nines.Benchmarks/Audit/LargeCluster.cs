using System.Globalization;
using System.Text;

namespace Nines.Benchmarks.Audit;

/// <summary>
/// A large cluster as <c>kubectl get ... -A -o json</c> would print it, object by object: 30 pods a node, most of them of Deployments of
/// 2 to 50, some of StatefulSets with zonal disks, five DaemonSets; budgets, autoscalers, services and slices. Nothing of it is held.
/// </summary>
/// <param name="Nodes">Over three zones of one region.</param>
/// <param name="Seed">Repeats it.</param>
internal sealed record LargeCluster(int Nodes, int Seed = 1)
{
    public const int PodsPerNode = 30;
    private const int DaemonSets = 5;
    private const int ReplicasSetsKept = 2;

    /// <summary>Writes UTF-8.</summary>
    /// <returns>The number of pods.</returns>
    public int WriteTo(Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.Write("{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n");
        bool isFirst = true;
        int pods = 0;
        foreach ((string item, bool isPod) in Items())
        {
            writer.Write(isFirst ? "        " : ",\n        ");
            writer.Write(item);
            isFirst = false;
            pods += isPod ? 1 : 0;
        }

        writer.Write("\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n");
        return pods;
    }

    private IEnumerable<(string Item, bool IsPod)> Items()
    {
        var random = new Random(Seed);
        int namespaces = Math.Max(3, Nodes / 20);
        for (int node = 0; node < Nodes; node++)
        {
            yield return (ObjectText.Node(node), false);
        }

        for (int ns = 0; ns < namespaces; ns++)
        {
            yield return (ObjectText.Namespace(Namespace(ns)), false);
        }

        yield return (ObjectText.StorageClass, false);
        for (int set = 0; set < DaemonSets; set++)
        {
            yield return (ObjectText.DaemonSet($"agent-{set}", Nodes), false);
            for (int node = 0; node < Nodes; node++)
            {
                yield return (PodText.Of(string.Create(CultureInfo.InvariantCulture, $"agent-{set}-{node:x5}"), "kube-system", "DaemonSet", $"agent-{set}", $"agent-{set}", NodeName(node), bound: true), true);
            }
        }

        int left = Nodes * (PodsPerNode - DaemonSets);
        for (int number = 0; left > 0; number++)
        {
            string ns = Namespace(random.Next(namespaces));
            string name = $"app-{number.ToString(CultureInfo.InvariantCulture)}";
            bool isStateful = number % 12 == 0;
            int replicas = Math.Min(left, isStateful ? 3 : Replicas(random));
            left -= replicas;
            IEnumerable<(string, bool)> items = isStateful ? Stateful(name, ns, replicas, random) : Stateless(name, ns, replicas, random);
            foreach ((string, bool) item in items)
            {
                yield return item;
            }
        }
    }

    private IEnumerable<(string Item, bool IsPod)> Stateless(string name, string ns, int replicas, Random random)
    {
        yield return (WorkloadText.Deployment(name, ns, replicas, spreads: replicas % 2 == 0), false);
        string hash = Tail(random) + Tail(random);
        yield return (WorkloadText.ReplicaSet(name, ns, hash, replicas), false);
        for (int old = 0; old < ReplicasSetsKept; old++)
        {
            yield return (WorkloadText.ReplicaSet(name, ns, Tail(random) + Tail(random), 0), false);
        }

        List<(string Pod, string Node)> placed = [];
        for (int replica = 0; replica < replicas; replica++)
        {
            string pod = $"{name}-{hash}-{Tail(random)}{replica.ToString(CultureInfo.InvariantCulture)}";
            string node = NodeName(random.Next(Nodes));
            placed.Add((pod, node));
            yield return (PodText.Of(pod, ns, "ReplicaSet", $"{name}-{hash}", name, node, hash: hash, spreads: replicas % 2 == 0), true);
        }

        foreach ((string, bool) item in Around(name, ns, "Deployment", placed, random))
        {
            yield return item;
        }
    }

    private IEnumerable<(string Item, bool IsPod)> Stateful(string name, string ns, int replicas, Random random)
    {
        yield return (WorkloadText.StatefulSet(name, ns, replicas), false);
        List<(string Pod, string Node)> placed = [];
        for (int ordinal = 0; ordinal < replicas; ordinal++)
        {
            string pod = string.Create(CultureInfo.InvariantCulture, $"{name}-{ordinal}");
            int node = random.Next(Nodes);
            placed.Add((pod, NodeName(node)));
            yield return (ObjectText.Claim($"data-{pod}", ns, $"pvc-{ns}-{pod}"), false);
            yield return (ObjectText.Volume($"pvc-{ns}-{pod}", $"data-{pod}", ns, node), false);
            yield return (PodText.Of(pod, ns, "StatefulSet", name, name, NodeName(node), claim: $"data-{pod}"), true);
        }

        foreach ((string, bool) item in Around(name, ns, "StatefulSet", placed, random))
        {
            yield return item;
        }
    }

    private static IEnumerable<(string Item, bool IsPod)> Around(string name, string ns, string kind, List<(string Pod, string Node)> placed, Random random)
    {
        yield return (ObjectText.Service(name, ns), false);
        yield return (ObjectText.Slice(name, ns, placed), false);
        if (random.Next(2) == 0)
        {
            yield return (ObjectText.Budget(name, ns), false);
        }

        if (kind == "Deployment" && random.Next(4) == 0)
        {
            yield return (ObjectText.Autoscaler(name, ns, placed.Count), false);
        }
    }

    /// <summary>Mostly few, seldom fifty.</summary>
    private static int Replicas(Random random) => random.Next(10) switch
    {
        < 5 => random.Next(2, 6),
        < 8 => random.Next(6, 16),
        _ => random.Next(16, 51),
    };

    public static string NodeName(int node) => $"aks-pool{(node % 9).ToString(CultureInfo.InvariantCulture)}-12345678-vmss{node.ToString("D6", CultureInfo.InvariantCulture)}";

    private static string Namespace(int number) => $"team-{number.ToString(CultureInfo.InvariantCulture)}";

    private static string Tail(Random random) => random.Next(1 << 20).ToString("x5", CultureInfo.InvariantCulture);
}
