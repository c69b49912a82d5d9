using System.Text;
using Nines.Clusters;
using Nines.Kubernetes.Snapshots;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;

namespace Nines.Kubernetes.Tests.Snapshots;

/// <summary>Reads texts as files.</summary>
internal static class Dump
{
    public static SnapshotSource File(string text, string name = "dump.json") => new(name, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>A List of kubectl.</summary>
    public static string List(params IEnumerable<string> items) => $$$$"""{"apiVersion":"v1","items":[{{{{string.Join(",\n", items)}}}}],"kind":"List","metadata":{"resourceVersion":""}}""";

    public static string Node(string name, string labels = "", string more = "") =>
        $$$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{{name}}}}","labels":{"kubernetes.io/hostname":"{{{{name}}}}"{{{{labels}}}}}},"status":{"allocatable":{"cpu":"3860m","memory":"12Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}]}{{{{more}}}}}""";

    /// <param name="owner">Kind and name, such as ReplicaSet/web-1; empty for none.</param>
    /// <param name="spec">More fields of the spec, with a comma in front.</param>
    public static string Pod(string name, string node, string owner = "", string labels = "", string spec = "", string ns = "shop", string meta = "", string phase = "Running")
    {
        string group = owner.Split('/')[0] is "Node" ? "v1" : owner.Split('/')[0] is "Job" ? "batch/v1" : owner.Split('/')[0] is "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1";
        string references = owner.Length == 0 ? "" : $$$$""","ownerReferences":[{"apiVersion":"{{{{group}}}}","kind":"{{{{owner.Split('/')[0]}}}}","name":"{{{{owner.Split('/')[1]}}}}","uid":"u-{{{{owner}}}}","controller":true}]""";
        return $$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{name}}}}","namespace":"{{{{ns}}}}","labels":{{{{{labels}}}}}{{{{references}}}}{{{{meta}}}}},"spec":{"containers":[{"name":"c"}]{{{{(node.Length > 0 ? $",\"nodeName\":\"{node}\"" : "")}}}}{{{{spec}}}}},"status":{"phase":"{{{{phase}}}}","conditions":[{"type":"Ready","status":"True"}]}}""";
    }

    public static string Object(string kind, string name, string spec, string version = "apps/v1", string ns = "shop", string meta = "") =>
        $$$$"""{"apiVersion":"{{{{version}}}}","kind":"{{{{kind}}}}","metadata":{"name":"{{{{name}}}}","namespace":"{{{{ns}}}}"{{{{meta}}}}},"spec":{{{{{spec}}}}}}""";

    public static string Deployment(string name, int replicas, string more = "", string template = "") =>
        Object("Deployment", name, $$$$"""
            "replicas":{{{{replicas}}}},"selector":{"matchLabels":{"app":"{{{{name}}}}"}},"template":{"metadata":{"labels":{"app":"{{{{name}}}}"}},"spec":{"containers":[{"name":"c"}]{{{{template}}}}}}{{{{more}}}}
            """);

    public static string ReplicaSet(string name, string deployment, string hash, int replicas = 1, string kind = "Deployment", string version = "apps/v1") =>
        Object("ReplicaSet", name, $$$$"""
            "replicas":{{{{replicas}}}},"selector":{"matchLabels":{"app":"{{{{deployment}}}}","pod-template-hash":"{{{{hash}}}}"}},"template":{"metadata":{"labels":{"app":"{{{{deployment}}}}","pod-template-hash":"{{{{hash}}}}"}},"spec":{"containers":[{"name":"c"}]}}
            """, meta: $$$$""","ownerReferences":[{"apiVersion":"{{{{version}}}}","kind":"{{{{kind}}}}","name":"{{{{deployment}}}}","uid":"u","controller":true}]""");

    public static Task<ReadResult<ClusterSnapshot>> TryRead(params SnapshotSource[] files) => SnapshotReader.ReadAsync([.. files], null, TestLimit.Token);

    public static async Task<ClusterSnapshot> Read(params string[] items)
    {
        ReadResult<ClusterSnapshot> read = await TryRead(File(List(items)));
        read.Diagnostics.ShouldBeEmpty();
        return read.Value!;
    }

    public static async Task<ClusterRecords> Records(params string[] texts)
    {
        ReadResult<ClusterRecords> read = await SnapshotReader.ReadRecordsAsync([.. texts.Select((text, at) => File(text, $"{at}.json"))], null, TestLimit.Token);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value!;
    }

    public static async Task<string> Written(ClusterRecords records)
    {
        using var stream = new MemoryStream();
        await SnapshotWriter.WriteAsync(records, stream, TestLimit.Token);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static Workload Workload(this ClusterSnapshot snapshot, string name) => snapshot.Workloads.Single(workload => workload.Name.Name == name);
}
