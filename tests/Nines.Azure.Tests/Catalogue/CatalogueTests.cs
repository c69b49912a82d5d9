using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Azure.Catalogue;
using Nines.Environments.Specs;
using Nines.Testing;

namespace Nines.Azure.Tests.Catalogue;

public sealed class CatalogueTests
{
    private static readonly AvailabilityCatalogue Catalogue = SlaCatalogue.Default;

    [Fact]
    public void Every_entry_can_be_reckoned_with()
    {
        Catalogue.Entries.Length.ShouldBeGreaterThan(50);
        foreach (CatalogueEntry entry in Catalogue.Entries)
        {
            string name = $"{entry.Service}/{entry.Configuration}";
            double unavailability = (entry.Unavailability ?? entry.AssumedUnavailability).ShouldNotBeNull(name);
            unavailability.ShouldBeInRange(0, 0.05, name);
            (entry.Unavailability is null || entry.AssumedUnavailability is null).ShouldBeTrue($"{name} has both a commitment and an assumption");
            entry.MeanDownTime.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), name);
            entry.Description.ShouldNotBeNullOrWhiteSpace(name);
        }
    }

    [Fact]
    public void Every_entry_tells_where_it_came_from_and_when()
    {
        foreach (CatalogueEntry entry in Catalogue.Entries)
        {
            string name = $"{entry.Service}/{entry.Configuration}";
            entry.Source.Text.ShouldNotBeNullOrWhiteSpace(name);
            entry.Source.Confidence.ShouldNotBeNull(name);
            DateOnly.TryParseExact(entry.Source.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _).ShouldBeTrue(name);
            (entry.Source.Url is null || entry.Source.Url.StartsWith("https://", StringComparison.Ordinal)).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void A_configuration_of_a_service_is_there_once_and_its_names_can_be_written_in_a_file()
    {
        string[] names = [.. Catalogue.Entries.Select(entry => $"{entry.Service}/{entry.Configuration}")];

        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Length);
        names.ShouldAllBe(name => Regex.IsMatch(name, @"^[a-z][a-z0-9.-]*/[a-z][a-z0-9-]*\z", RegexOptions.None, TimeSpan.FromSeconds(1)));
        foreach (CatalogueEntry entry in Catalogue.Entries)
        {
            Catalogue.Find($"{entry.Service}/{entry.Configuration}").ShouldBeSameAs(entry);
            Catalogue.Find(entry.Service).ShouldNotBeNull().ModelUnavailability.ShouldBe(Catalogue.Of(entry.Service).Max(other => other.ModelUnavailability));
        }

        Catalogue.Find("nothing").ShouldBeNull();
        Catalogue.Find("vm/nothing").ShouldBeNull();
    }

    /// <summary>The model asks for services by name; one that is not there would only show when somebody's file needs it.</summary>
    [Fact]
    public void Every_service_that_the_model_names_is_there()
    {
        string[] sources = [.. Directory.GetFiles(Repository.File("src/Nines/Environments/Model"), "*.cs").Select(File.ReadAllText)];
        HashSet<string> services = [.. Catalogue.Services];

        string[] named =
        [
            .. sources.SelectMany(text => Regex.Matches(text, "\"(?<name>[a-z][a-z.-]*/[a-z-]+)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Groups["name"].Value)),
            "acr/basic", "acr/standard", "acr/premium",
        ];

        named.Distinct().Count().ShouldBeGreaterThan(20);
        named.Where(name => Catalogue.Find(name) is null).ShouldBeEmpty();
        services.ShouldContain("region");
    }
}
