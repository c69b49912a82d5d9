using System.Text.Json;
using System.Text.Json.Nodes;
using Nines.Environments.Specs;
using Nines.Testing.Schemas;
using Nines.Yaml.Tests.Environments;

namespace Nines.Yaml.Tests.Schemas;

/// <summary>What an editor says of a value and what the reader says of it are the same.</summary>
public sealed class SchemaAgreementTests
{
    private const string Region = "name: x\nregions:\n  weu:\n    location: westeurope\n    zones: [1, 2]\n    cluster: { nodePools: { a: { size: Standard_D2s_v5, mode: system, count: 3 } } }\n";

    private static readonly StrictSchema Schema = StrictSchema.Parse(EnvironmentSchema.Write(), closes: false);

    public static TheoryData<string> Examples() =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "examples"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(AppContext.BaseDirectory, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_valid_for_an_editor(string path) =>
        Accepts(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, path))).ShouldBeTrue();

    [Theory]
    [InlineData("99.95%")]
    [InlineData("0.9995")]
    [InlineData("\"99.95 %\"")]
    [InlineData("100%")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("{ unavailability: 0.1 }")]
    [InlineData("{ availability: 99%, meanDownTime: 1h }")]
    [InlineData("{ meanUpTime: 30d, meanDownTime: PT1H }")]
    public void A_good_availability_is_good_for_both(string value) => Agree($"{Region}availabilities: {{ node: {value} }}\n", isValid: true);

    [Theory]
    [InlineData("99.95")]
    [InlineData("101%")]
    [InlineData("-1")]
    [InlineData("true")]
    [InlineData(".nan")]
    [InlineData("[1]")]
    [InlineData("{ unavailability: 0.1, availability: 99% }")]
    [InlineData("{ meanDownTime: 1h }")]
    [InlineData("{ uptime: 1h }")]
    public void A_bad_availability_is_bad_for_both(string value) => Agree($"{Region}availabilities: {{ node: {value} }}\n", isValid: false);

    [Theory]
    [InlineData("30s", true)]
    [InlineData("1h30m", true)]
    [InlineData("500ms", true)]
    [InlineData("PT1H30M", true)]
    [InlineData("0s", true)]
    [InlineData("2d", true)]
    [InlineData("30", false)]
    [InlineData("5x", false)]
    [InlineData("-5s", false)]
    [InlineData("30m1h", false)]
    [InlineData("P", false)]
    public void A_duration_is_the_same_for_both(string value, bool isValid) => Agree($"{Region}timings: {{ podStart: {value} }}\n", isValid);

    [Theory]
    [InlineData("replicas: 3, needed: 2, cpu: 500m, memory: 512Mi, spread: zone", true)]
    [InlineData("cpu: 2, memory: 1G, servesRequests: false", true)]
    [InlineData("regions: [weu], pool: a, requires: [entra, { any: [weu, entra] }]", true)]
    [InlineData("requires: { atLeast: 1, of: [weu, entra] }", true)]
    [InlineData("requires: { active: weu, standby: entra, detection: 5s, testInterval: 30d }", true)]
    [InlineData("replicas: 0", false)]
    [InlineData("replicas: 1001", false)]
    [InlineData("replicas: \"3\"", false)]
    [InlineData("replicas: 2.5", false)]
    [InlineData("cpu: 0", false)]
    [InlineData("cpu: two", false)]
    [InlineData("memory: 512MB", true)]
    [InlineData("memory: 1.5 GiB", true)]
    [InlineData("memory: 512mb", false)]
    [InlineData("spread: zones", false)]
    [InlineData("servesRequests: yes", false)]
    [InlineData("servesRequests: \"true\"", false)]
    [InlineData("regions: weu", false)]
    [InlineData("replica: 3", false)]
    [InlineData("requires: {}", false)]
    [InlineData("requires: []", false)]
    [InlineData("requires: { all: [weu], any: [weu] }", false)]
    [InlineData("requires: { active: weu }", false)]
    [InlineData("requires: 5", false)]
    public void A_workload_is_the_same_for_both(string keys, bool isValid) => Agree($"{Region}workloads: {{ web: {{ {keys} }} }}\n", isValid);

    [Theory]
    [InlineData("objectives: { serve: 99.9% }\nworkloads: { w: }\n", true)]
    [InlineData("objectives:\n", true)]
    [InlineData("objectives: { Serve: 99.9% }\n", false)]
    [InlineData("objectives: { kubernetes-api/: 99.9% }\n", false)]
    [InlineData("objectives: { a/b/c: 99.9% }\n", false)]
    [InlineData("allow: { ingress: [10.0.0.0/8], egress: [\"*.azurecr.io\"] }\n", true)]
    [InlineData("allow: { egress: [\"https://x.io\"] }\n", false)]
    [InlineData("registry: { sku: gold }\n", false)]
    [InlineData("registry:\n", true)]
    [InlineData("identity: { groups: { g: { scope: clusters } } }\n", false)]
    [InlineData("measurements: m.csv\n", false)]
    [InlineData("unknown: 1\n", false)]
    [InlineData("workloads: { Web: {} }\n", false)]
    [InlineData("workloads: []\n", false)]
    public void A_section_is_the_same_for_both(string rest, bool isValid) => Agree(Region + rest, isValid);

    [Fact]
    public void An_objective_of_one_region_is_good_for_both() => Agree(
        Region + "  neu: { location: northeurope, cluster: { nodePools: { a: { size: Standard_D2s_v5, mode: system, count: 3 } } } }\nobjectives: { kubernetes-api/neu: 99% }\n",
        isValid: true);

    private static void Agree(string yaml, bool isValid)
    {
        string[] faults = [.. Reading.Read(yaml).Diagnostics.Select(each => each.ToString())];

        (faults.Length == 0).ShouldBe(isValid, $"the reader: {string.Join('\n', faults)}");
        Accepts(yaml).ShouldBe(isValid, "the schema");
    }

    private static bool Accepts(string yaml) => JsonOfYaml.TryConvert(YamlDocument.Parse(yaml, "x").Value.ShouldNotBeNull(), out JsonNode? json)
        && Schema.Faults(JsonSerializer.SerializeToElement(json)).Count == 0;
}
