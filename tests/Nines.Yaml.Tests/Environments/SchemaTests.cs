using Nines.Environments.Specs;

namespace Nines.Yaml.Tests.Environments;

public sealed class SchemaTests
{
    [Fact]
    public void The_committed_schema_is_the_one_that_the_reader_writes()
    {
        string written = EnvironmentSchema.Write();
        string received = Path.Combine(AppContext.BaseDirectory, "environment.schema.received.json");
        File.WriteAllText(received, written);

        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "environment.schema.json"))
            .ShouldBe(written, $"Copy {received} to schemas/environment.schema.json.");
    }
}
