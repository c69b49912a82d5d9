using System.Text.Json;
using Nines.Testing;
using Nines.Testing.Schemas;

namespace Nines.Cli.Tests.Output;

/// <summary>Compares real outputs with the schema files, in which every key is documented.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("place", "place", "examples/place/web.yaml", "--snapshot", "examples/replica-sets/cluster.json", "--trials", "20")]
    [InlineData("place", "place", "examples/place/web.yaml", "--snapshot", "examples/replica-sets/cluster.json", "--replicas", "300", "--trials", "2")]
    [InlineData("config", "config")]
    [InlineData("audit", "audit", "examples/replica-sets/trials.json", "--workload", "trial-02")]
    public async Task An_output_matches_its_schema(string schema, params string[] command)
    {
        using JsonDocument document = JsonDocument.Parse(
            await File.ReadAllTextAsync(Repository.File($"schemas/{schema}.schema.json"), TestLimit.Token));
        NinesRun run = await NinesRun.Of(
            [.. command.Select(word => word.StartsWith("examples/", StringComparison.Ordinal) ? Repository.File(word) : word), "-o", "json"]);

        run.Json().GetProperty("schema").GetString().ShouldBe(document.RootElement.GetProperty("$id").GetString());
        StrictSchema.Open(schema).Faults(run.Json()).ShouldBeEmpty(run.Error);
    }
}
