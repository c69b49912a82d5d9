using System.Globalization;
using System.Text;
using Nines.Azure.Catalogue;
using Nines.Environments.Specs;
using Nines.Testing;

namespace Nines.Azure.Tests.Catalogue;

/// <summary>docs/catalogue.md is written from the catalogue.</summary>
public sealed class CataloguePageTests
{
    [Fact]
    public void The_page_shows_every_entry_as_it_is()
    {
        string written = Write(SlaCatalogue.Default);
        string received = Path.Combine(AppContext.BaseDirectory, "catalogue.received.md");
        File.WriteAllText(received, written);

        string page = Repository.File("docs/catalogue.md");
        (File.Exists(page) && File.ReadAllText(page).ReplaceLineEndings("\n") == written).ShouldBeTrue($"Copy {received} to docs/catalogue.md.");
    }

    private static string Write(AvailabilityCatalogue catalogue)
    {
        var page = new StringBuilder("""
            # The catalogue of availabilities

            The availabilities that nines uses where an environment file states none. A service agreement is a credit term, not a measurement:
            the provider pays a credit when a month is worse. Where an agreement is used as an availability, the service is assumed to be
            exactly as good as its commitment; replace it with your own measurement when you can
            ([environment.md](environment.md#replacing-availabilities)).

            Vendors do not publish mean down times, so every one here is an assumption. They decide how much a failover costs, not how available
            a component is. An availability in italics is an assumption too: no commitment exists for that configuration.

            A service without a configuration means its weakest configuration, and the assumptions of the report say so. *Zones* says whether
            the configuration survives the loss of a zone: if not, a component of that service in a region is in one zone, which is assumed to
            be the worst one unless the file states it. `nines predict --catalogue FILE` replaces or adds entries; the file has the form of
            [catalogue.schema.json](../schemas/catalogue.schema.json), in YAML or JSON. This page is generated from
            `src/Nines.Azure/Catalogue/sla-catalogue.json`, and a test compares the two.

            *Data* says how writes reach copies in other zones and regions, for the data at risk in a loss. It has only what Azure documents for
            the configuration: zone-redundant databases and storage replicate synchronously over zones; geo-redundant storage replicates
            asynchronously, usually within 15 minutes, without a commitment. What depends on your own settings (failover groups, read replicas,
            consistency of Cosmos DB) is empty; state it under `data` of the component ([environment.md](environment.md#data-at-risk)).

            | service/configuration | description | availability | mean down time | zones | data | confidence | source |
            |---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (CatalogueEntry entry in catalogue.Entries)
        {
            string availability = Percent((entry.Unavailability ?? entry.AssumedUnavailability)!.Value);
            string text = entry.Source.Text.Replace("|", "\\|", StringComparison.Ordinal);
            string source = entry.Source.Url is { } url ? $"[{text}]({url}), {entry.Source.Date}" : $"{text}, {entry.Source.Date}";
            page.Append(CultureInfo.InvariantCulture, $"| `{entry.Service}/{entry.Configuration}` | {entry.Description} ")
                .Append(CultureInfo.InvariantCulture, $"| {(entry.Unavailability is null ? $"*{availability}*" : availability)} | {Duration(entry.MeanDownTime)} | {(entry.IsZoneRedundant ? "yes" : "no")} | {Data(entry.Data)} ")
                .Append(CultureInfo.InvariantCulture, $"| {entry.Source.Confidence!.Value.ToString().ToLowerInvariant()} | {source} |\n");
        }

        return page.ToString();
    }

    private static string Data(DataSpec? data) => data switch
    {
        null => "",
        { IsStateless: true } => "stateless",
        _ => string.Join(", ", new[]
        {
            data.Zones is { } zones ? $"zones {zones.ToString().ToLowerInvariant()}" : null,
            data.Regions is { } regions ? $"regions {regions.ToString().ToLowerInvariant()}" : null,
            data.Lag is { } lag ? $"lag {Duration(lag)}" : null,
        }.OfType<string>()),
    };

    private static string Percent(double unavailability) =>
        (100m - Math.Round(100m * (decimal)unavailability, 8)).ToString("0.########", CultureInfo.InvariantCulture) + " %";

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 60
        ? time.TotalHours.ToString("0.#", CultureInfo.InvariantCulture) + " h"
        : time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture) + " min";
}
