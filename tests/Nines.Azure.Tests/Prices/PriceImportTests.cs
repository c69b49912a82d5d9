using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nines.Azure.Catalogue;
using Nines.Azure.Prices;
using Nines.Environments.Costs;
using Nines.Text;

namespace Nines.Azure.Tests.Prices;

/// <summary>Answers of the Retail Prices API: their forms, the rows that look like prices and are not, and hostile files.</summary>
public sealed class PriceImportTests
{
    [Fact]
    public void Every_form_of_an_answer_gives_the_same_prices()
    {
        JsonObject row = Row(), other = Row(meter: "D2s v5", size: "Standard_D2s_v5", price: 0.115);
        string answer = Answer(row, other), rows = new JsonArray(row.DeepClone(), other.DeepClone()).ToJsonString();
        string[] forms =
        [
            answer, $"[{Answer(row)},{Answer(other)}]", rows, $"{row.ToJsonString()}\n{other.ToJsonString()}\n", $"{Answer(row)}\n{Answer(other)}\n", "\uFEFF" + answer,
            JsonNode.Parse(answer)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true }),
        ];

        foreach (string form in forms)
        {
            Import(form).Prices.Select(price => $"{price.Meter} {price.Region} {price.Amount}").Order()
                .ShouldBe(["vm.Standard_D2s_v5 westeurope 0.115", "vm.Standard_D4s_v5 westeurope 0.23"], Case.Sensitive, form);
        }
    }

    [Theory]
    [InlineData("productName", "Virtual Machines Dsv5 Series Windows", "Windows machines")]
    [InlineData("productName", "Dsv5 Series CloudServices", "Cloud Services")]
    [InlineData("productName", "Dsv5 Series Cloud Services", "Cloud Services")]
    [InlineData("productName", "Dsv5 Series Dedicated Host", "dedicated hosts")]
    [InlineData("productName", "Something else", "machines of other products")]
    [InlineData("meterName", "D4s v5 Spot", "Spot machines")]
    [InlineData("meterName", "D4s v5 Low Priority", "Low Priority machines")]
    [InlineData("unitOfMeasure", "1 Second", "machines in another unit than an hour")]
    [InlineData("type", "Reservation", "reservations")]
    [InlineData("type", "DevTestConsumption", "DevTest and other types")]
    [InlineData("effectiveStartDate", "2027-01-01T00:00:00Z", "not yet in force")]
    [InlineData("effectiveEndDate", "2026-01-01T00:00:00Z", "no longer in force")]
    [InlineData("armRegionName", "", "without a region of its own")]
    [InlineData("serviceName", "Quantum", "not used by nines")]
    public void A_sentRowsthat_is_not_the_price_is_ignored_with_the_reason(string field, string value, string reason)
    {
        JsonObject wrong = Row(price: 99);
        wrong[field] = value;

        PriceImportResult result = Import(Answer(wrong, Row()));

        result.Prices.ShouldHaveSingleItem().Amount.ShouldBe(0.23m);
        result.Ignored.ShouldBe([(reason, 1)]);
    }

    [Theory]
    [InlineData("Azure Kubernetes Service", "Azure Kubernetes Service", "Standard", "Standard Uptime SLA", "1 Hour", "aks.standard")]
    [InlineData("Azure Kubernetes Service", "Azure Kubernetes Service", "Standard", "Standard Long Term Support", "1 Hour", "aks.premium")]
    [InlineData("ExpressRoute", "ExpressRoute", "1 Gbps Metered Data", "Standard Metered Data 1 Gbps Circuit", "1/Month", "er.circuit.standard.metered.1gbps")]
    [InlineData("ExpressRoute", "ExpressRoute", "1 Gbps Metered Data", "Premium Metered Data 1 Gbps Circuit", "1/Month", "er.circuit.premium.metered.1gbps")]
    [InlineData("Azure Database for PostgreSQL", "Azure Database for PostgreSQL Flexible Server General Purpose - Ddsv5 Series Compute", "vCore", "vCore", "1 Hour", "postgres.gp.ddsv5.vcore")]
    [InlineData("Azure Database for PostgreSQL", "Az DB for PostgreSQL Flexible Server General Purpose Ddsv5 Series Compute", "1 vCore", "vCore", "1 Hour", "postgres.gp.ddsv5.vcore")]
    [InlineData("Service Bus", "Service Bus", "Standard", "Standard Base Unit", "1/Month", "servicebus.standard")]
    [InlineData("Storage", "Premium SSD Managed Disks", "P10 LRS", "P10 LRS Disk", "1/Month", "disk.P10-LRS")]
    [InlineData("Storage", "General Block Blob v2", "Hot RA-GRS", "Hot RA-GRS Data Stored", "1 GB/Month", "storage.hot-ra-grs")]
    [InlineData("Load Balancer", "Load Balancer", "Standard", "Standard Included LB Rules and Outbound Rules", "1 Hour", "lb.standard.base")]
    public void A_meter_is_recognized_by_its_own_name(string service, string product, string sku, string meter, string unit, string expected) =>
        Import(Answer(Meter(service, product, sku, meter, unit, 7))).Prices.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            price => price.Meter.ShouldBe(expected), price => price.Amount.ShouldBe(7));

    [Theory]
    [InlineData("Service Bus", "Service Bus", "Standard", "Standard Base Unit", "1/Hour")]
    [InlineData("Load Balancer", "Load Balancer", "Standard", "Standard Included LB Rules and Outbound Rules - Free", "1 Hour")]
    [InlineData("VPN Gateway", "VPN Gateway", "VpnGw1AZ", "S2S Connection", "1 Hour")]
    [InlineData("Storage", "Premium SSD Managed Disks", "P10 LRS", "P10 LRS Disk Mount", "1/Month")]
    [InlineData("Bandwidth", "Rtn Preference: MGN", "Standard", "Standard Inter-Availability Zone Data Transfer Out", "1 GB")]
    public void A_sentRowsbeside_the_price_is_not_the_price(string service, string product, string sku, string meter, string unit)
    {
        PriceImportResult result = Import(Answer(Meter(service, product, sku, meter, unit, 7), Row()));

        result.Prices.ShouldHaveSingleItem().Meter.ShouldBe("vm.Standard_D4s_v5");
        result.Ignored.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_newest_sentRowsin_force_counts_and_duplicates_do_not()
    {
        JsonObject old = Row(price: 0.2), current = Row(price: 0.25), next = Row(price: 0.3);
        old["effectiveStartDate"] = "2024-01-01T00:00:00Z";
        current["effectiveStartDate"] = "2026-10-01T00:00:00Z";
        next["effectiveStartDate"] = "2027-01-01T00:00:00Z";

        foreach (JsonObject[] order in (JsonObject[][])[[old, current, next, current], [next, current, current, old]])
        {
            PriceImportResult result = Import(Answer(order));
            result.Prices.ShouldHaveSingleItem().Amount.ShouldBe(0.25m);
            result.Ignored.Sum(ignored => ignored.Rows).ShouldBe(3);
        }
    }

    [Fact]
    public void Two_rows_that_disagree_are_an_error_that_names_both()
    {
        JsonObject one = Row(price: 0.2), other = Row(price: 0.3);
        one["meterId"] = "first";
        other["meterId"] = "second";

        string error = Errors(Answer(one, other)).ShouldHaveSingleItem();

        error.ShouldContain("Two rows are the price of vm.Standard_D4s_v5 in westeurope and disagree");
        error.ShouldContain("0.2 by 'Virtual Machines Dsv5 Series' / 'D4s v5' / 'D4s v5', meterId 'first' (a.json:1)");
        error.ShouldContain("meterId 'second' (a.json:1)");
    }

    [Fact]
    public void Spellings_of_one_product_that_disagree_are_an_error()
    {
        JsonObject one = Meter("Azure Database for PostgreSQL", "Azure Database for PostgreSQL Flexible Server General Purpose - Ddsv5 Series Compute", "vCore", "vCore", "1 Hour", 0.1);
        JsonObject other = Meter("Azure Database for PostgreSQL", "Az DB for PostgreSQL Flexible Server General Purpose Ddsv5 Series Compute", "vCore", "vCore", "1 Hour", 0.2);

        Errors(Answer(one, other)).ShouldHaveSingleItem().ShouldContain("disagree");
        other["retailPrice"] = 0.1;
        Import(Answer(one, other)).Prices.ShouldHaveSingleItem().Amount.ShouldBe(0.1m);
    }

    [Fact]
    public void Tiers_stay_bands_and_a_free_meter_is_unknown()
    {
        JsonObject free = Meter("Bandwidth", "Rtn Preference: MGN", "Standard", "Standard Data Transfer Out", "1 GB", 0), paid = (JsonObject)free.DeepClone();
        paid["tierMinimumUnits"] = 100;
        paid["retailPrice"] = 0.087;
        JsonObject nothing = Row(price: 0);

        PriceImportResult result = Import(Answer(free, paid, nothing));

        result.Prices.Select(price => $"{price.Meter} {price.From:0} {price.Amount:0.###}").Order().ShouldBe(["egress.internet 0 0", "egress.internet 100 0.087"]);
        result.Ignored.ShouldBe([("free, and so no price", 1)]);
    }

    [Theory]
    [InlineData("EUR", "The row is in 'EUR'; expected USD.")]
    [InlineData("", "The row states no currencyCode; expected USD.")]
    public void Another_currency_is_refused(string currency, string message)
    {
        JsonObject row = Row();
        row["currencyCode"] = currency;

        Errors(Answer(row)).ShouldHaveSingleItem().ShouldContain(message);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("<html>", "a.json:1:1: This is not JSON")]
    [InlineData("{\"Items\": [", "This is not JSON")]
    [InlineData("{\n  \"Items\": [{]", "a.json:2:")]
    [InlineData("7", "A value is neither a row nor an answer")]
    [InlineData("{\"Items\": [1]}", "A value is neither a row nor an answer")]
    [InlineData("{\"x\": 1}", "neither a row nor an answer of the Retail Prices API")]
    [InlineData("{\"Items\": []}", "None of the 0 rows is a price")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[", "This is not JSON")]
    [InlineData("{\"retailPrice\": \"1\"}", "retailPrice is a text; expected a number")]
    [InlineData("{\"retailPrice\": -1}", "expected one of 0 or more")]
    [InlineData("{\"retailPrice\": 1e400}", "expected one of 0 or more")]
    [InlineData("{\"productName\": \"\\ud800\"}", "not valid")]
    public void A_hostile_file_is_refused_with_its_position(string text, string message) => string.Join('\n', Errors(text)).ShouldContain(message);

    [Fact]
    public void A_value_that_is_longer_than_any_is_refused_without_reading_it_into_memory() =>
        string.Join('\n', Errors($"{{\"productName\": \"{new string('x', 200_000)}\"}}")).ShouldContain("A value is longer than 64 KiB");

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var stream = new EndlessAnswer(rows: 150_000);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => new PriceImport(new FixedTime()).Read(stream, "large.json", stop.Token));
    }

    [Fact]
    public void A_next_page_and_meters_without_a_price_are_reported()
    {
        PriceImportResult result = Import(Answer(Row()).Replace("\"NextPageLink\":null", "\"NextPageLink\":\"https://prices.azure.com/next\"", StringComparison.Ordinal));

        result.Pages.ShouldBe(["https://prices.azure.com/next"]);
        (string region, ImmutableArray<string> meters) = result.Missing.ShouldHaveSingleItem();
        region.ShouldBe("westeurope");
        meters.ShouldContain("firewall.standard");
        meters.ShouldNotContain("lb.standard.base");
    }

    [Fact]
    public void What_an_import_writes_is_read_back_and_replaces_the_built_in_prices()
    {
        PriceImportResult result = Import(Answer(Row(price: 0.5)));
        ReadResult<PriceCatalogue> read = PriceFile.Read(new StringReader(PriceFile.Write(result.Prices, "2026-11-28")), "prices.csv");

        read.Diagnostics.ShouldBeEmpty();
        PriceCatalogue all = PriceTable.Default.With(read.Value!);
        all.Find("vm.Standard_D4s_v5", "westeurope")!.First.Amount.ShouldBe(0.5m);
        all.Find("vm.Standard_D4s_v5", "eastus")!.First.Amount.ShouldBe(0.192m);
    }

    private static PriceImportResult Import(string text) => Result(text).Value ?? throw new InvalidOperationException(string.Join('\n', Result(text).Diagnostics));

    private static IEnumerable<string> Errors(string text) => Result(text).Diagnostics.Select(error => error.ToString());

    private static ReadResult<PriceImportResult> Result(string text)
    {
        var import = new PriceImport(new FixedTime());
        import.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.json", TestLimit.Token);
        return import.ToResult();
    }

    private static string Answer(params JsonObject[] rows) => new JsonObject
    {
        ["BillingCurrency"] = "USD",
        ["CustomerEntityId"] = "Default",
        ["Items"] = new JsonArray([.. rows.Select(row => row.DeepClone())]),
        ["NextPageLink"] = null,
        ["Count"] = rows.Length,
    }.ToJsonString();

    private static JsonObject Row(string meter = "D4s v5", string size = "Standard_D4s_v5", double price = 0.23)
    {
        JsonObject row = Meter("Virtual Machines", "Virtual Machines Dsv5 Series", meter, meter, "1 Hour", price);
        row["armSkuName"] = size;
        row["savingsPlan"] = new JsonArray(new JsonObject { ["term"] = "3 Years", ["retailPrice"] = 0.01, ["unitPrice"] = 0.01 });
        return row;
    }

    private static JsonObject Meter(string service, string product, string sku, string meter, string unit, double price) => new()
    {
        ["currencyCode"] = "USD",
        ["tierMinimumUnits"] = 0.0,
        ["retailPrice"] = price,
        ["armRegionName"] = "westeurope",
        ["effectiveStartDate"] = "2025-01-01T00:00:00Z",
        ["meterId"] = "id",
        ["meterName"] = meter,
        ["productName"] = product,
        ["skuName"] = sku,
        ["serviceName"] = service,
        ["unitOfMeasure"] = unit,
        ["type"] = "Consumption",
    };

    internal sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    }

    /// <summary>An answer that is made while it is read.</summary>
    internal sealed class EndlessAnswer(int rows) : Stream
    {
        private readonly byte[] _row = Encoding.UTF8.GetBytes(Row().ToJsonString() + ",");
        private readonly byte[] _last = Encoding.UTF8.GetBytes(Row().ToJsonString() + "]}");
        private byte[] _current = Encoding.UTF8.GetBytes("{\"Items\": [");
        private int _at;
        private int _sentRows = -1;

        public long Sent { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Sent; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _current.Length)
            {
                if (++_sentRows >= rows)
                {
                    return 0;
                }

                (_current, _at) = (_sentRows == rows - 1 ? _last : _row, 0);
            }

            int sent = Math.Min(count, _current.Length - _at);
            Array.Copy(_current, _at, buffer, offset, sent);
            _at += sent;
            Sent += sent;
            return sent;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
