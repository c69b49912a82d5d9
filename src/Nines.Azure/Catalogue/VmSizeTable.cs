using System.Globalization;
using Nines.Environments.Specs;

namespace Nines.Azure.Catalogue;

/// <summary>The VM sizes of Azure, embedded in the assembly.</summary>
public static class VmSizeTable
{
    private const string Resource = "Nines.Azure.Catalogue.vm-sizes.csv";
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>The embedded table, read once.</summary>
    public static VmSizeCatalogue Default => Lazy.Value;

    private static readonly Lazy<VmSizeCatalogue> Lazy = new(() => new VmSizeCatalogue(Read()));

    private static IEnumerable<VmSize> Read()
    {
        using Stream stream = typeof(VmSizeTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource {Resource}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // Comments name the sources; the head names the columns.
            if (!line.StartsWith("Standard_", StringComparison.Ordinal))
            {
                continue;
            }

            string[] cells = line.Split(',');
            yield return new VmSize(
                cells[0],
                int.Parse(cells[1], CultureInfo.InvariantCulture),
                (long)(double.Parse(cells[2], CultureInfo.InvariantCulture) * GiB),
                int.Parse(cells[3], CultureInfo.InvariantCulture));
        }
    }
}
