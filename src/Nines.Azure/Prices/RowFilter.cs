using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Environments.Costs;

namespace Nines.Azure.Prices;

/// <summary>Meter of a row, or the reason why the row is not used.</summary>
/// <param name="Meter">Meter of nines; null when the row is not used.</param>
/// <param name="Per">What the price is paid for.</param>
/// <param name="Ignored">The reason; null when the row is used.</param>
internal readonly record struct RowUse(string? Meter, PricePer Per, string? Ignored)
{
    public static RowUse Of(string meter, PricePer per) => new(meter, per, null);

    public static RowUse Ignore(string reason) => new(null, default, reason);
}

/// <summary>Decides what a row of the Retail Prices API is a price of. docs/prices.md lists the rows that look like prices and are not.</summary>
/// <param name="now">Rows that take effect later, or have ended, are not used.</param>
internal sealed partial class RowFilter(DateTimeOffset now)
{
    private const string Unused = "not used by nines";

    private readonly ILookup<string, PriceMeter> _meters = PriceMeter.All.ToLookup(meter => meter.Service, StringComparer.Ordinal);

    [GeneratedRegex(@"\AVirtual Machines .+ Series( Linux)?\z|\A.+[ -][Ss]eries Linux\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LinuxMachines();

    [GeneratedRegex(@"\A(Standard|Basic)_[A-Za-z0-9_-]{1,50}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MachineSize();

    [GeneratedRegex(@"\A[EPS][0-9]{1,2} (LRS|ZRS)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DiskSku();

    [GeneratedRegex(@"\AHot (RA-)?(LRS|ZRS|GRS|GZRS)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BlobSku();

    public RowUse Decide(RetailPriceRow row)
    {
        if (row.Type != "Consumption")
        {
            return RowUse.Ignore(row.Type == "Reservation" ? "reservations" : "DevTest and other types");
        }

        if (Date(row.Start) > now)
        {
            return RowUse.Ignore("not yet in force");
        }

        if (Date(row.End) < now)
        {
            return RowUse.Ignore("no longer in force");
        }

        return row.Service switch
        {
            "Virtual Machines" => Machine(row),
            "Storage" => Storage(row),
            _ => Other(row),
        };
    }

    private static RowUse Machine(RetailPriceRow row)
    {
        string? reason =
            row.Product.Contains("Windows", StringComparison.Ordinal) ? "Windows machines"
            : row.Product.Contains("CloudServices", StringComparison.Ordinal) || row.Product.Contains("Cloud Services", StringComparison.Ordinal) ? "Cloud Services"
            : row.Product.Contains("Dedicated Host", StringComparison.Ordinal) ? "dedicated hosts"
            : Has(row, "Spot") ? "Spot machines"
            : Has(row, "Low Priority") ? "Low Priority machines"
            : row.Unit != "1 Hour" ? "machines in another unit than an hour"
            : !LinuxMachines().IsMatch(row.Product) || !MachineSize().IsMatch(row.VmSize) ? "machines of other products"
            : null;
        return reason is null ? RowUse.Of($"vm.{row.VmSize}", PricePer.Hour) : RowUse.Ignore(reason);

        static bool Has(RetailPriceRow row, string suffix) =>
            row.Meter.EndsWith(suffix, StringComparison.Ordinal) || row.Sku.EndsWith(suffix, StringComparison.Ordinal);
    }

    private static RowUse Storage(RetailPriceRow row)
    {
        if (row.Product is "Premium SSD Managed Disks" or "Standard SSD Managed Disks" or "Standard HDD Managed Disks")
        {
            return row.Meter == $"{row.Sku} Disk Mount" ? RowUse.Ignore("further mounts of shared disks")
                : row.Meter == $"{row.Sku} Disk" && row.Unit == "1/Month" && DiskSku().IsMatch(row.Sku) ? RowUse.Of($"disk.{row.Sku.Replace(' ', '-')}", PricePer.Month)
                : RowUse.Ignore(Unused);
        }

        return row.Product == "General Block Blob v2" && row.Meter == $"{row.Sku} Data Stored" && row.Unit.StartsWith("1 GB", StringComparison.Ordinal) && BlobSku().IsMatch(row.Sku)
            ? RowUse.Of($"storage.{row.Sku.Replace(' ', '-').ToLowerInvariant()}", PricePer.Month)
            : RowUse.Ignore(Unused);
    }

    private RowUse Other(RetailPriceRow row)
    {
        // The list still has these meters, and Azure does not charge them.
        if (row.Meter.Contains("Inter-Availability Zone", StringComparison.Ordinal))
        {
            return RowUse.Ignore("traffic between zones, which is free");
        }

        PriceMeter? meter = _meters[row.Service].FirstOrDefault(candidate => candidate.Matches(row));
        return meter is null ? RowUse.Ignore(Unused)
            : meter.Unit != row.Unit ? RowUse.Ignore($"in another unit than {meter.Unit}")
            : RowUse.Of(meter.Id, meter.Per);
    }

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;
}
