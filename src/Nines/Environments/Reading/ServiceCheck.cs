using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>Checks that the catalogue has each service that a component names.</summary>
internal static class ServiceCheck
{
    public static void Run(CheckContext context)
    {
        foreach (ComponentSpec component in context.Spec.Components)
        {
            if (component.Service is { } service && context.Catalogue.Find(service) is null)
            {
                context.Reading.ReportUnknown(
                    context.Document.PositionOf("components", component.Name, "service"),
                    $"The catalogue has no service {Sanitizer.Quote(service)}.",
                    service,
                    Candidates(context.Catalogue, service));
            }
        }
    }

    /// <summary>The configurations when the service is right, else services, alone and with configuration.</summary>
    private static IEnumerable<string> Candidates(AvailabilityCatalogue catalogue, string written)
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
