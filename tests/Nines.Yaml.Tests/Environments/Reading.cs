using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Yaml.Tests.Environments;

/// <summary>From YAML text to an environment, or to the faults as people see them.</summary>
internal static class Reading
{
    public const string File = "env.yaml";

    public static AvailabilityCatalogue Catalogue { get; } = new(
    [
        Entry("zone", "any", 1e-5), Entry("node", "any", 1e-3), Entry("aks.apiserver", "standard-zones", 5e-4),
        Entry("aks.apiserver", "free", 5e-3), Entry("sqldb", "zone-redundant", 5e-5), Entry("sqldb", "local", 1e-4),
    ]);

    public static VmSizeCatalogue Sizes { get; } = new([new VmSize("Standard_D4s_v5", 4, 16L << 30, 8)]);

    public static ReadResult<EnvironmentSpec> Read(string yaml, Func<string, ReadResult<string>>? measurements = null)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(yaml, File);
        return document.IsValid
            ? EnvironmentReader.Read(document.Value, Catalogue, Sizes, measurements)
            : ReadResult.Failed<EnvironmentSpec>(document.Diagnostics);
    }

    public static EnvironmentSpec Valid(string yaml, Func<string, ReadResult<string>>? measurements = null)
    {
        ReadResult<EnvironmentSpec> result = Read(yaml, measurements);
        result.Diagnostics.Select(each => each.ToString()).ShouldBeEmpty();
        return result.Value.ShouldNotBeNull();
    }

    /// <summary>Every fault as it is printed.</summary>
    public static string[] Faults(string yaml, Func<string, ReadResult<string>>? measurements = null)
    {
        ReadResult<EnvironmentSpec> result = Read(yaml, measurements);
        result.Value.ShouldBeNull();
        result.Diagnostics.ShouldNotBeEmpty();
        return [.. result.Diagnostics.Select(each => each.ToString())];
    }

    public static string Example(string name) => System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", name));

    private static CatalogueEntry Entry(string service, string configuration, double unavailability) => new(
        service, configuration, service, unavailability, null, TimeSpan.FromHours(1), new Provenance(ProvenanceKind.Catalogue, "test"));
}
