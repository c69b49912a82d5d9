using System.Text;
using System.Text.Json;
using Nines.Clusters;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Tests.Records;

public sealed class LastAppliedTests
{
    [Theory]
    [InlineData("""{"kind":"Deployment","spec":{"replicas":3,"template":{}}}""", "3")]
    [InlineData("""{"spec":{"template":{"spec":{"replicas":9}},"replicas":0}}""", "0")]
    [InlineData("""{"spec":{"template":{"spec":{"replicas":9}}}}""", null)]
    [InlineData("""{"replicas":3,"status":{"replicas":4}}""", null)]
    [InlineData("""{"spec":{"replicas":"3"}}""", null)]
    [InlineData("""{"spec":{"replicas":1e99}}""", null)]
    [InlineData("""{"spec":{"repl""", null)]
    [InlineData("", null)]
    [InlineData("no json", null)]
    public void Only_the_replicas_of_a_manifest_are_read(string manifest, string? expected) => LastApplied.Replicas(manifest).ShouldBe(expected);

    [Fact]
    public void The_manifest_itself_is_never_kept()
    {
        string manifest = JsonSerializer.Serialize("""{"spec":{"replicas":3,"template":{"spec":{"containers":[{"env":[{"name":"A","value":"canary"}]}]}}}}""");
        string json = $$$$"""{"metadata":{"name":"web","annotations":{"a":"canary","kubectl.kubernetes.io/last-applied-configuration":{{{{manifest}}}} } }}""";
        var wire = new WireJson();
        DeploymentRecord read = wire.Read<DeploymentRecord>(Encoding.UTF8.GetBytes(json));
        read.Metadata.Annotations.Kept.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(NinesKeys.AppliedReplicasAnnotation, "3"));
        Encoding.UTF8.GetString(wire.Write(read)).ShouldNotContain("canary");
    }
}
