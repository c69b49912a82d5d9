using Nines.Azure.Catalogue;
using Nines.Cli.Tests.BadInput;
using Nines.Environments.Specs;
using Nines.Testing;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Tests.Modelling;

/// <summary>A catalogue file of one's own, and the catalogue that is built in.</summary>
public sealed class CatalogueFileTests
{
    private const string Environment = "name: x\ncomponents: { a: { service: queue/fast }, b: { service: keyvault } }\njourneys: { first: { requires: a }, second: { requires: b } }\n";

    [Fact]
    public void The_built_in_catalogue_is_a_valid_file_with_the_same_entries()
    {
        string text = File.ReadAllText(Repository.File("src/Nines.Azure/Catalogue/sla-catalogue.json"));
        ReadResult<DocumentNode> document = YamlDocument.Parse(text, "sla-catalogue.json");
        ReadResult<AvailabilityCatalogue> read = CatalogueFile.Read(document.Value.ShouldNotBeNull(), new AvailabilityCatalogue([]), TestLimit.Token);

        read.Diagnostics.ShouldBeEmpty();
        read.Value.ShouldNotBeNull().Entries.ShouldBe(SlaCatalogue.Default.Entries);
    }

    [Fact]
    public void The_committed_schema_is_the_one_that_the_reader_writes()
    {
        string written = CatalogueFile.WriteSchema();
        string received = Path.Combine(AppContext.BaseDirectory, "catalogue.schema.received.json");
        File.WriteAllText(received, written);

        string page = Repository.File("schemas/catalogue.schema.json");
        (File.Exists(page) && File.ReadAllText(page) == written).ShouldBeTrue($"Copy {received} to schemas/catalogue.schema.json.");
    }

    [Fact]
    public async Task An_entry_of_the_file_replaces_or_adds()
    {
        using var folder = new TemporaryFolder();
        string catalogue = folder.Write("own.yaml", """
            sources: { OPS: { title: Own measurements, date: "2026-11-01" } }
            entries:
              - { service: queue, configuration: fast, availability: 99.5%, meanDownTime: 10m, sources: [OPS], confidence: high }
              - { service: keyvault, configuration: default, assumedAvailability: 90%, meanDownTime: 1h, note: A guess. }
            """);
        Dictionary<string, double> unavailabilities = await NinesRun.Unavailabilities(Environment, "--catalogue", catalogue);

        unavailabilities["first"].ShouldBe(0.005, 1e-12);
        unavailabilities["second"].ShouldBe(0.1, 1e-12);
    }

    [Fact]
    public async Task A_service_without_a_configuration_is_the_weakest_and_the_assumptions_say_so()
    {
        NinesRun run = await NinesRun.WithInput(
            "name: x\ncomponents: { cache: { service: redis } }\njourneys: { use: { requires: cache } }\n", "predict", "-");

        run.Output.ShouldContain("redis/basic");
        (await NinesRun.WithInput("name: x\ncomponents: { cache: { service: redis/standard } }\njourneys: { use: { requires: cache } }\n", "predict", "-"))
            .Output.ShouldNotContain("redis/basic");
    }

    [Theory]
    [InlineData("entries: [{ service: a, configuration: b, meanDownTime: 1h }]", ":1:11: Nothing says how available this entry is. Give availability, or assumedAvailability where the vendor commits to nothing.")]
    [InlineData("entries:\n  - { service: a, configuration: b, availability: 99.9, meanDownTime: 1h }", ":2:51: Expected an availability")]
    [InlineData("entries:\n  - { service: a, configuration: b, availability: 99.9%, meanDownTime: 1 }", ":2:72: Expected a duration")]
    [InlineData("entries:\n  - { service: a, configuraton: b, availability: 99.9%, meanDownTime: 1h }", ":2:19: An entry has no key 'configuraton'. Did you mean 'configuration'?")]
    [InlineData("entries:\n  - &e { service: a, configuration: b, availability: 99.9%, meanDownTime: 1h }\n  - *e", "'a/b' is duplicated; it is at line 2 too. Remove one of them.")]
    [InlineData("sources: { OPS: { title: t, date: \"2026-11-01\" } }\nentries:\n  - { service: a, configuration: b, availability: 99.9%, meanDownTime: 1h, sources: [OPSS] }", ":3:5: There is no source 'OPSS' under sources. Did you mean 'OPS'?")]
    [InlineData("schema: nines.catalogue/v2\nentries: []", ":1:9: 'nines.catalogue/v2' is not a schema of catalogues.")]
    public async Task A_fault_in_the_file_is_reported_where_it_is(string catalogue, string expected)
    {
        using var folder = new TemporaryFolder();
        string environment = folder.Write("env.yaml", Environment);
        NinesRun run = await NinesRun.Of("predict", environment, "--catalogue", folder.Write("own.yaml", catalogue));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("own.yaml" + (expected.StartsWith(':') ? expected : ""));
        run.Error.ShouldContain(expected);
    }
}
