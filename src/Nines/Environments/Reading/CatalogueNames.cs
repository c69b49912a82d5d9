using Nines.Environments.Specs;

namespace Nines.Environments.Reading;

/// <summary>The names under which the catalogue is asked.</summary>
internal static class CatalogueNames
{
    /// <summary>What may have been meant: the configurations when the service is right, else services, alone and with configuration.</summary>
    public static IEnumerable<string> Near(AvailabilityCatalogue catalogue, string written)
    {
        int slash = written.IndexOf('/', StringComparison.Ordinal);
        string service = slash < 0 ? written : written[..slash];
        if (!catalogue.Of(service).IsEmpty)
        {
            return catalogue.Of(service).Select(entry => $"{service}/{entry.Configuration}");
        }

        return slash < 0
            ? catalogue.Services.Order(StringComparer.Ordinal)
            : catalogue.Entries.Select(entry => $"{entry.Service}/{entry.Configuration}").Concat(catalogue.Services).Distinct(StringComparer.Ordinal);
    }
}
