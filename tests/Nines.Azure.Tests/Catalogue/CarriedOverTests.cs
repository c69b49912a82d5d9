using Nines.Azure.Catalogue;
using Nines.Environments.Specs;

namespace Nines.Azure.Tests.Catalogue;

/// <summary>Every published percentage that was collected stands in the catalogue with the same value.</summary>
public sealed class CarriedOverTests
{
    [Theory]
    [InlineData("aks.apiserver/standard-zones", 99.95, "high")]
    [InlineData("aks.apiserver/standard", 99.9, "high")]
    [InlineData("vm/zones", 99.99, "high")]
    [InlineData("vm/availability-set", 99.95, "high")]
    [InlineData("vm/single-premium-ssd", 99.9, "high")]
    [InlineData("vm/single-standard-ssd", 99.5, "high")]
    [InlineData("vm/single-standard-hdd", 95.0, "high")]
    [InlineData("lb/standard", 99.99, "high")]
    [InlineData("acr/default", 99.9, "medium")]
    [InlineData("frontdoor/standard", 99.99, "high")]
    [InlineData("appgw/redundant", 99.95, "medium")]
    [InlineData("vpngw/default", 99.95, "medium")]
    [InlineData("vpngw/basic", 99.9, "medium")]
    [InlineData("ergw/default", 99.95, "medium")]
    [InlineData("ercircuit/default", 99.95, "medium")]
    [InlineData("entra/default", 99.99, "high")]
    [InlineData("natgw/default", 99.99, "medium")]
    [InlineData("keyvault/default", 99.99, "medium")]
    [InlineData("privatelink/default", 99.99, "high")]
    [InlineData("dns/default", 100.0, "high")]
    [InlineData("trafficmanager/default", 99.99, "medium")]
    [InlineData("firewall/zones", 99.99, "medium")]
    [InlineData("firewall/single-zone", 99.95, "medium")]
    [InlineData("loganalytics/default", 99.9, "medium")]
    [InlineData("monitor/default", 99.9, "medium")]
    [InlineData("grafana/standard", 99.9, "medium")]
    [InlineData("storage/hot", 99.9, "high")]
    [InlineData("storage/read-access-geo", 99.99, "high")]
    [InlineData("sqldb/zone-redundant", 99.995, "high")]
    [InlineData("sqldb/default", 99.99, "high")]
    [InlineData("postgres/zone-redundant", 99.99, "medium")]
    [InlineData("postgres/same-zone", 99.95, "medium")]
    [InlineData("postgres/no-ha", 99.9, "medium")]
    [InlineData("cosmos/one-region", 99.99, "medium")]
    [InlineData("cosmos/zones", 99.995, "medium")]
    [InlineData("cosmos/multi-region-writes", 99.999, "high")]
    [InlineData("servicebus/premium-zones", 99.99, "medium")]
    [InlineData("servicebus/default", 99.9, "medium")]
    [InlineData("eventhubs/premium", 99.99, "medium")]
    [InlineData("eventhubs/standard", 99.95, "medium")]
    [InlineData("redis/enterprise-zones", 99.99, "medium")]
    [InlineData("bastion/default", 99.95, "medium")]
    [InlineData("ddos/default", 99.99, "medium")]
    [InlineData("sqlmi/default", 99.99, "medium")]
    [InlineData("sqlmi/zone-redundant", 99.995, "medium")]
    [InlineData("mysql/no-ha", 99.9, "medium")]
    [InlineData("mysql/same-zone", 99.95, "medium")]
    [InlineData("mysql/zone-redundant", 99.99, "medium")]
    [InlineData("redis/standard", 99.9, "medium")]
    [InlineData("redis/premium-zones", 99.9, "medium")]
    [InlineData("apim/premium", 99.95, "medium")]
    [InlineData("apim/premium-multi-region", 99.99, "medium")]
    [InlineData("appservice/basic", 99.95, "medium")]
    [InlineData("appservice/premium-zone-redundant", 99.99, "medium")]
    [InlineData("functions/consumption", 99.95, "medium")]
    [InlineData("containerapps/zone-redundant", 99.95, "medium")]
    [InlineData("eventgrid/default", 99.99, "medium")]
    [InlineData("vwan/hub", 99.95, "medium")]
    [InlineData("appconfig/standard", 99.9, "medium")]
    [InlineData("appconfig/standard-geo", 99.95, "medium")]
    [InlineData("appconfig/premium-geo", 99.99, "medium")]
    [InlineData("search/three-replicas", 99.9, "medium")]
    [InlineData("signalr/standard", 99.9, "medium")]
    [InlineData("iothub/standard", 99.9, "medium")]
    [InlineData("datafactory/default", 99.9, "medium")]
    [InlineData("acr/basic", 99.9, "medium")]
    public void A_published_percentage_is_carried_over(string name, double percent, string confidence)
    {
        CatalogueEntry entry = SlaCatalogue.Default.Find(name).ShouldNotBeNull();

        entry.Unavailability.ShouldBe((double)((100m - (decimal)percent) / 100m));
        entry.Source.Kind.ShouldBe(ProvenanceKind.Catalogue);
        entry.Source.Confidence.ToString()!.ToLowerInvariant().ShouldBe(confidence);
    }

    [Theory]
    [InlineData("aks.apiserver/free")]
    [InlineData("appgw/single")]
    [InlineData("ercircuit/metro")]
    [InlineData("vnet/default")]
    [InlineData("redis/basic")]
    [InlineData("apim/developer")]
    [InlineData("managed-redis/zones")]
    [InlineData("managedhsm/default")]
    [InlineData("staticwebapps/standard")]
    [InlineData("search/one-replica")]
    public void What_is_not_committed_to_is_an_assumption_and_says_so(string name)
    {
        CatalogueEntry entry = SlaCatalogue.Default.Find(name).ShouldNotBeNull();

        entry.Unavailability.ShouldBeNull();
        entry.AssumedUnavailability.ShouldNotBeNull();
        entry.Source.Kind.ShouldBe(ProvenanceKind.Assumption);
        entry.Source.Confidence.ShouldBe(Confidence.Low);
    }
}
