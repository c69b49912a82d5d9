using Nines.Environments.Costs;
using Nines.Text;

namespace Nines.Azure.Catalogue;

/// <summary>The list prices of Azure, embedded in the assembly.</summary>
public static class PriceTable
{
    private const string Resource = "Nines.Azure.Catalogue.prices.csv";

    /// <summary>The embedded prices, read at the first use: a run that looks up no price does not read them.</summary>
    public static PriceCatalogue Default => Lazy.Value;

    private static readonly Lazy<PriceCatalogue> Lazy = new(Load);

    private static PriceCatalogue Load()
    {
        using Stream stream = typeof(PriceTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {Resource}.");
        using var reader = new StreamReader(stream);
        ReadResult<PriceCatalogue> prices = PriceFile.Read(reader, Resource);
        return prices.Value ?? throw new InvalidOperationException(string.Join('\n', prices.Diagnostics));
    }
}
