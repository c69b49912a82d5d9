using System.Text.Json;
using Azure.Bicep.Types.Az;

namespace Nines.Azure.Tests.Bicep;

/// <summary>The compiler and the resource types that rendered environments are checked with.</summary>
public sealed class BicepCompilerTests
{
    private const string Network = """
        resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
          name: 'vnet'
          location: 'westeurope'
          properties: {
            addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
          }
        }
        """;

    [Fact]
    public async Task A_valid_file_becomes_a_template()
    {
        Assert.SkipWhen(BicepCompiler.Missing is not null, BicepCompiler.Missing ?? "");
        (string template, string[] diagnostics) = await BicepCompiler.BuildAsync(Network, TestLimit.Token);

        diagnostics.ShouldBeEmpty();
        using JsonDocument json = JsonDocument.Parse(template);
        JsonElement resource = json.RootElement.GetProperty("resources").EnumerateArray().ShouldHaveSingleItem();
        resource.GetProperty("type").GetString().ShouldBe("Microsoft.Network/virtualNetworks");
        resource.GetProperty("properties").GetProperty("addressSpace").GetProperty("addressPrefixes")[0].GetString().ShouldBe("10.0.0.0/16");
    }

    [Fact]
    public async Task A_misspelled_property_is_reported_with_the_right_spelling()
    {
        Assert.SkipWhen(BicepCompiler.Missing is not null, BicepCompiler.Missing ?? "");
        (_, string[] diagnostics) = await BicepCompiler.BuildAsync(Network.Replace("addressSpace", "adressSpace", StringComparison.Ordinal), TestLimit.Token);

        diagnostics.ShouldContain(line => line.Contains("BCP089", StringComparison.Ordinal) && line.Contains("\"addressSpace\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Microsoft.ContainerService/managedClusters@2025-10-01")]
    [InlineData("Microsoft.ContainerRegistry/registries@2025-11-01")]
    [InlineData("Microsoft.Network/natGateways@2025-05-01")]
    public void The_package_of_types_has_the_pinned_versions(string type) => new AzTypeLoader().LoadTypeIndex().Resources.ShouldContainKey(type);
}
