using System.Text;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Tests.Audit;

public sealed class RatesFileTests
{
    [Fact]
    public void A_rates_file_replaces_only_the_rates_that_it_contains()
    {
        RatesFile file = Read("zone: { failuresPerYear: 0.5, timeToRestore: 90m }\nrack: { failuresPerYear: 1, timeToRestore: 30s }\nstart: 2m\n").Value.ShouldNotBeNull();

        file.Rates.ByKey["zone"].ShouldBe(new DomainRate(0.5, TimeSpan.FromMinutes(90)));
        file.Rates.ByKey["rack"].ShouldBe(new DomainRate(1, TimeSpan.FromSeconds(30)));
        file.Rates.ByKey["node"].ShouldBe(DomainRates.Default.ByKey["node"]);
        file.Rates.Start.ShouldBe(TimeSpan.FromMinutes(2));
        file.Rates.Detection.ShouldBe(DomainRates.Default.Detection);
        file.Rates.Faults().ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_kind_of_failure_domain_is_refused()
    {
        RatesFile file = Read("zones: { failuresPerYear: 0.5, timeToRestore: 90m }\nrack: { failuresPerYear: 1, timeToRestore: 30s }\n").Value.ShouldNotBeNull();

        file.UnknownKeys(new DomainOptions { Labels = [("rack", "example.com/rack")] }).ShouldHaveSingleItem().ToString().ShouldContain("Did you mean 'zone'?");
    }

    [Theory]
    [InlineData("- 1", "Expected a mapping of kinds of failure domain.")]
    [InlineData("zone: 3", "1:7: Expected a failure rate, which is a mapping, found '3'.")]
    [InlineData("zone: { failuresPerYear: 0.5 }", "A failure rate needs the key 'timeToRestore'.")]
    [InlineData("zone: { failurePerYear: 0.5, timeToRestore: 1h }", "Did you mean 'failuresPerYear'?")]
    [InlineData("zone: { failuresPerYear: -1, timeToRestore: 1h }", "Expected failures a year as a number from 0 to 1,000,000, found '-1'.")]
    [InlineData("zone: { failuresPerYear: NaN, timeToRestore: 1h }", "Expected failures a year as a number from 0 to 1,000,000, found 'NaN'.")]
    [InlineData("zone: { failuresPerYear: 1, timeToRestore: 0s }", "The duration '0s' is out of range: more than 0s")]
    [InlineData("zone: { failuresPerYear: 1, timeToRestore: soon }", "Expected a duration such as 30s")]
    [InlineData("zone: { failuresPerYear: 1, timeToRestore: 4 }", "Add the unit: 4s, 4m or 4h.")]
    [InlineData("start: [1]", "Expected a duration such as 30s, 5m, 1h30m or 2d, found a list.")]
    public void An_invalid_file_is_refused_with_the_position(string text, string expected)
    {
        ReadResult<RatesFile> read = Read(text);

        read.IsValid.ShouldBeFalse();
        string.Join('\n', read.Diagnostics).ShouldContain(expected);
    }

    [Fact]
    public async Task Rates_change_the_expected_downtime()
    {
        string cluster = NinesRun.At("examples", "replica-sets", "cluster.json");
        string never = Path.Combine(Directory.CreateTempSubdirectory("nines-").FullName, "rates.yaml");
        string[] kinds = ["region", "zone", "fault-domain", "update-domain", "node", "pod", "custom"];
        await File.WriteAllTextAsync(never, string.Concat(kinds.Select(kind => $"{kind}: {{ failuresPerYear: 0, timeToRestore: 1s }}\n")), TestLimit.Token);

        NinesRun run = await NinesRun.Of("audit", cluster, "-o", "json", "--rates", never);

        run.Json().GetProperty("workloads").EnumerateArray().ShouldAllBe(workload => workload.GetProperty("downtime").GetProperty("secondsPerYear").GetDouble() == 0);
    }

    private static ReadResult<RatesFile> Read(string text) =>
        RatesFile.Read("-", () => new MemoryStream(Encoding.UTF8.GetBytes(text)), TestLimit.Token);
}
