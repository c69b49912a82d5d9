using System.Collections.Immutable;
using Nines.Environments.Costs;

namespace Nines.Azure.Prices;

/// <summary>A meter of nines, and the rows of the Retail Prices API that it stands for.</summary>
/// <param name="Id">Name of nines: <c>aks.standard</c>.</param>
/// <param name="Service">serviceName.</param>
/// <param name="Product">productName; * stands for any text, since some change their spelling.</param>
/// <param name="Sku">skuName, with * as above.</param>
/// <param name="Name">meterName.</param>
/// <param name="Unit">unitOfMeasure.</param>
/// <param name="Per">What the price is paid for.</param>
internal sealed record PriceMeter(string Id, string Service, string Product, string Sku, string Name, string Unit, PricePer Per)
{
    private const string Resource = "Nines.Azure.Catalogue.price-meters.csv";

    private static readonly Lazy<ImmutableArray<PriceMeter>> Lazy = new(Load);

    /// <summary>Every meter but those of VM sizes, disks and blob storage, which are recognized by their form.</summary>
    public static ImmutableArray<PriceMeter> All => Lazy.Value;

    /// <summary>True when a row is a price of this meter, in whatever unit.</summary>
    public bool Matches(RetailPriceRow row) =>
        row.Service == Service && row.Meter == Name && Matches(Sku, row.Sku) && Matches(Product, row.Product);

    private static bool Matches(string pattern, string text)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        if (!text.StartsWith(parts[0], StringComparison.Ordinal) || !text.EndsWith(parts[^1], StringComparison.Ordinal))
        {
            return false;
        }

        int at = parts[0].Length, end = text.Length - parts[^1].Length;
        foreach (string part in parts[1..^1])
        {
            int found = at <= end ? text.AsSpan(at, end - at).IndexOf(part, StringComparison.Ordinal) : -1;
            if (found < 0)
            {
                return false;
            }

            at += found + part.Length;
        }

        return at <= end;
    }

    private static ImmutableArray<PriceMeter> Load()
    {
        using Stream stream = typeof(PriceMeter).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {Resource}.");
        using var reader = new StreamReader(stream);
        var meters = ImmutableArray.CreateBuilder<PriceMeter>();
        while (reader.ReadLine() is { } line)
        {
            // Comments and the names of the columns come first.
            if (line.Split(';') is [var id, var service, var product, var sku, var name, var unit, var per] && id != "meter")
            {
                meters.Add(new PriceMeter(id, service, product, sku, name, unit, Enum.Parse<PricePer>(per, ignoreCase: true)));
            }
        }

        return meters.ToImmutable();
    }
}
