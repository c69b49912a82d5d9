using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nines.Azure.Catalogue;
using Nines.Environments.Specs;
using Nines.Testing;

namespace Nines.Azure.Tests.Catalogue;

/// <summary>docs/vm-sizes.md is written from the table of VM sizes.</summary>
public sealed partial class VmSizePageTests
{
    private const double GiB = 1024.0 * 1024 * 1024;

    [GeneratedRegex(@"^Standard_(?<letters>[A-Z]+)\d+(-\d+)?(?<rest>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();

    [Fact]
    public void The_page_shows_every_size_as_it_is()
    {
        string written = Write(VmSizeTable.Default);
        string received = Path.Combine(AppContext.BaseDirectory, "vm-sizes.received.md");
        File.WriteAllText(received, written);

        string page = Repository.File("docs/vm-sizes.md");
        (File.Exists(page) && File.ReadAllText(page).ReplaceLineEndings("\n") == written).ShouldBeTrue($"Copy {received} to docs/vm-sizes.md.");
    }

    private static string Write(VmSizeCatalogue catalogue)
    {
        var page = new StringBuilder("""
            # VM sizes

            The VM sizes that nines knows, from which it derives the room of a node for pods. The vCPUs are those that the VM can use: a
            constrained size such as `Standard_E8-4s_v5` has the memory and the disks of `Standard_E8s_v5`, and 4 vCPUs. A size that is not
            here is reported as unknown, and never guessed from its name; state `cpu` and `memory` of the node pool then.

            Zones are not in the table. They differ by region and by subscription, and only the Resource SKUs API publishes them:
            `az vm list-skus --location westeurope --size Standard_D4s_v5 --zone --output table`.

            Of these amounts AKS reserves a part ([resource reservations](https://learn.microsoft.com/azure/aks/node-resource-reservations)):

            - 60, 100, 140, 180, 260, 420 and 740 millicores of 1, 2, 4, 8, 16, 32 and 64 cores; beyond, 10 millicores of each core;
            - from Kubernetes 1.29 on, 20 MiB for each pod that the node can run and 50 MiB, at most a quarter of the memory, and 100 MiB below which pods are evicted;
            - before 1.29, 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % to 128 GiB, 2 % beyond, and 750 MiB;
            - 2 GiB more on Windows nodes.

            This page is generated from `src/Nines.Azure/Catalogue/vm-sizes.csv`, which names its sources, and a test compares the two. Each
            size is written as vCPUs / GiB / data disks.

            | series | sizes |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<string, VmSize> series in catalogue.Sizes.GroupBy(size => Series(size.Name), StringComparer.Ordinal))
        {
            string sizes = string.Join(", ", series.Select(size => string.Create(
                CultureInfo.InvariantCulture, $"`{size.Name["Standard_".Length..]}` {size.Cores}/{size.Memory / GiB:0.##}/{size.MaxDataDisks}")));
            page.Append(CultureInfo.InvariantCulture, $"| {series.Key} | {sizes} |\n");
        }

        return page.ToString();
    }

    private static string Series(string name)
    {
        Match parts = Parts().Match(name);
        return parts.Groups["letters"].Value + parts.Groups["rest"].Value.Replace("_", "", StringComparison.Ordinal);
    }
}
