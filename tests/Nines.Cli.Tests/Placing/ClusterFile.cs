using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nines.Cli.Tests.Placing;

/// <summary>A cluster as kubectl writes it, in a folder that goes away.</summary>
internal sealed class ClusterFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nines-").FullName;
    private readonly JsonArray _items = [];

    /// <summary>Twenty nodes on two fault domains and three update domains, as the labels that are asked for say.</summary>
    public static ClusterFile Of(bool labels = true, Func<int, string>? providerId = null)
    {
        var file = new ClusterFile();
        for (int node = 0; node < 20; node++)
        {
            file.Node($"n{node:00}", labels ? [("topology.kubernetes.azure.com/fault-domain", $"{node % 2}"), ("nines.dev/update-domain", $"{node % 3}")] : [], providerId?.Invoke(node));
        }

        return file;
    }

    public string At(string name) => Path.Combine(_folder, name);

    public ClusterFile Node(string name, (string Key, string Value)[] labels, string? providerId = null)
    {
        var all = new JsonObject { ["kubernetes.io/hostname"] = name };
        foreach ((string key, string value) in labels)
        {
            all[key] = value;
        }

        _items.Add(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = all },
            ["spec"] = providerId is null ? new JsonObject() : new JsonObject { ["providerID"] = providerId },
            ["status"] = JsonNode.Parse("""{"allocatable":{"cpu":"4","memory":"16Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}]}"""),
        });
        return this;
    }

    public string Write()
    {
        string path = At("cluster.json");
        File.WriteAllText(path, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = _items.DeepClone() }.ToJsonString(JsonSerializerOptions.Web));
        return path;
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public string Deployment(int replicas = 2, string constraints = "") => Write("web.yaml", $$$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: {{{{replicas}}}}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: main, image: example, resources: {requests: {cpu: 100m, memory: 100Mi}}}
        {{{{constraints}}}}
        """);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
