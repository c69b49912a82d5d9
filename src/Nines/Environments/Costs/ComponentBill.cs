using System.Globalization;
using System.Text.RegularExpressions;
using Nines.Environments.Specs;

namespace Nines.Environments.Costs;

/// <summary>The lines of a bill for components: databases, caches, queues, storage and what else the file names.</summary>
internal static partial class ComponentBill
{
    private const string NoSize = "the component states no size, or none that a price is known for";

    [GeneratedRegex(@"\A(?<count>[0-9]{1,4}) ?(vCores?|units?)\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"\A(Standard_)?D(?<count>[0-9]{1,3})ds_(?<version>v[45])\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Compute();

    public static void Add(EnvironmentSpec spec, ComponentSpec component, BillWriter bill)
    {
        // A name for what it requires is nothing that is paid for.
        if (component is { Service: null, Availability: null, MonthlyCost: null })
        {
            return;
        }

        foreach (string region in component.Regions.IsEmpty ? [""] : component.Regions)
        {
            string id = $"components.{component.Name}{(component.Regions.Length > 1 ? $".{region}" : "")}";
            string item = component.Label + (component.Regions.Length > 1 ? $" in {region}" : "") + (component.Replicas > 1 ? $", {component.Replicas} x" : "");
            if (component.MonthlyCost is { } stated)
            {
                bill.AddStated(id, item, (decimal)stated, component.Replicas);
            }
            else if (component.Service is { } service)
            {
                AddService(service, id, item, component, EnvironmentBill.Location(spec, region), bill);
            }
            else
            {
                bill.AddUnknown(id, item, "the component states no monthlyCost", component.Replicas);
            }
        }
    }

    private static void AddService(string service, string id, string item, ComponentSpec component, string location, BillWriter bill)
    {
        int slash = service.IndexOf('/', StringComparison.Ordinal);
        string configuration = slash < 0 ? "" : service[(slash + 1)..];
        switch (slash < 0 ? service : service[..slash])
        {
            case "sqldb":
                AddSql(configuration, id, item, component, location, bill);
                break;
            case "postgres":
                AddPostgres(configuration, id, item, component, location, bill);
                break;
            case "redis":
                AddRedis(configuration, id, item, component, location, bill);
                break;
            case "servicebus" when configuration == "standard":
                bill.Add(id, item, "servicebus.standard", location, component.Replicas);
                break;
            case "servicebus" or "eventhubs" when configuration is "premium" or "premium-zones" or "standard":
                AddUnits($"{service[..slash]}.{configuration.Split('-')[0]}", id, item, component, location, bill);
                break;
            case "storage":
                AddStorage(configuration, id, item, component, location, bill);
                break;
            case "bastion" when component.Size?.ToLowerInvariant() is "basic" or "standard" or "premium":
                bill.Add(id, item, $"bastion.{component.Size.ToLowerInvariant()}", location, component.Replicas);
                break;
            case "privatelink":
                bill.Add(id, item, "privatelink.endpoint", location, component.Replicas);
                break;
            case "lb":
                bill.Add(id, item, "lb.standard.base", location, component.Replicas);
                break;
            case "natgw":
                bill.Add(id, item, "nat.gateway", location, component.Replicas);
                break;
            case "dns":
                bill.Add(id, $"{item}, one zone", "dns.public.zone", "Zone 1", component.Replicas);
                break;
            case "keyvault" or "entra" or "monitor" or "loganalytics":
                bill.Omit($"{component.Label}, which is billed by use or by user.");
                break;
            default:
                bill.AddUnknown(id, item, $"the catalogue has no price of {service}; state monthlyCost", component.Replicas);
                break;
        }
    }

    private static void AddSql(string configuration, string id, string item, ComponentSpec component, string location, BillWriter bill)
    {
        bool isCritical = configuration.StartsWith("business-critical", StringComparison.Ordinal);
        bool isZoned = configuration.Contains("zone-redundant", StringComparison.Ordinal);
        string kind = isCritical ? "sqldb.bc" : "sqldb.gp";
        if (configuration is not ("general-purpose" or "general-purpose-zone-redundant" or "business-critical" or "business-critical-zone-redundant")
            || Number(Count(), component.Size) is not { } vCores)
        {
            bill.AddUnknown(id, item, $"{NoSize}; expected general-purpose or business-critical, and a size such as 4 vCores", component.Replicas);
            return;
        }

        decimal cores = vCores * component.Replicas;
        bill.Add(id, $"{item}, {vCores} vCores", $"{kind}.vcore", location, cores);
        bill.Add(id, $"{item}, license", $"{kind}.license", location, cores);

        // Business critical has its copies in several zones at no surcharge.
        if (isZoned && !isCritical)
        {
            bill.Add(id, $"{item}, zone redundancy", "sqldb.gp.zone", location, cores);
        }

        AddData(id, item, isZoned && !isCritical ? "sqldb.gp.storage.zone" : $"{kind}.storage", component, location, 1, bill);
    }

    private static void AddPostgres(string configuration, string id, string item, ComponentSpec component, string location, BillWriter bill)
    {
        // A standby of its own doubles compute and storage.
        int copies = configuration.EndsWith("same-zone", StringComparison.Ordinal) || configuration.EndsWith("zone-redundant", StringComparison.Ordinal) ? 2 : 1;
        if (component.Size is { } size && Compute().Match(size) is { Success: true } match)
        {
            int vCores = int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            string version = match.Groups["version"].Value.ToLowerInvariant();
            bill.Add(id, $"{item}, {copies} x {size}", $"postgres.gp.dds{version}.vcore", location, (decimal)vCores * copies * component.Replicas);
        }
        else if (component.Size?.ToUpperInvariant() is "B1MS" or "STANDARD_B1MS")
        {
            bill.Add(id, $"{item}, {copies} x B1ms", "postgres.b1ms", location, copies * component.Replicas);
        }
        else
        {
            bill.AddUnknown(id, item, $"{NoSize}; expected a size such as D4ds_v5 or B1ms", component.Replicas);
            return;
        }

        AddData(id, item, "postgres.storage", component, location, copies, bill);
    }

    private static void AddRedis(string configuration, string id, string item, ComponentSpec component, string location, BillWriter bill)
    {
        switch (component.Size?.ToUpperInvariant())
        {
            // The price of premium is that of a node, and each cache has two; that of standard is for both nodes.
            case "P1" when configuration.StartsWith("premium", StringComparison.Ordinal):
                bill.Add(id, $"{item}, P1", "redis.premium.p1", location, 2 * component.Replicas);
                break;
            case "C1" when configuration == "standard":
                bill.Add(id, $"{item}, C1", "redis.standard.c1", location, component.Replicas);
                break;
            default:
                bill.AddUnknown(id, item, $"{NoSize}; expected standard with C1, or premium with P1", component.Replicas);
                break;
        }
    }

    private static void AddUnits(string meter, string id, string item, ComponentSpec component, string location, BillWriter bill)
    {
        if (Number(Count(), component.Size) is { } units)
        {
            bill.Add(id, $"{item}, {component.Size}", meter, location, (decimal)units * component.Replicas);
        }
        else
        {
            bill.AddUnknown(id, item, $"{NoSize}; expected a size such as 2 units", component.Replicas);
        }
    }

    private static void AddStorage(string configuration, string id, string item, ComponentSpec component, string location, BillWriter bill)
    {
        string? redundancy = component.Size?.ToLowerInvariant();
        if (configuration is not ("hot" or "zone-redundant" or "read-access-geo") || redundancy is not ("lrs" or "zrs" or "grs" or "gzrs" or "ra-grs" or "ra-gzrs"))
        {
            bill.AddUnknown(id, item, $"{NoSize}; expected the hot tier with a size such as LRS, ZRS or RA-GRS", component.Replicas);
            return;
        }

        AddData(id, item, $"storage.hot-{redundancy}", component, location, 1, bill);
    }

    private static void AddData(string id, string item, string meter, ComponentSpec component, string location, int copies, BillWriter bill)
    {
        if (component.StorageGB is { } stored)
        {
            bill.Add(id, $"{item}, {stored:N0} GB", meter, location, (decimal)stored * copies * component.Replicas);
        }
        else
        {
            bill.AddUnknown(id, $"{item}, storage", "the component states no storageGB", component.Replicas);
        }
    }

    private static int? Number(Regex form, string? text) =>
        text is not null && form.Match(text) is { Success: true } match ? int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) : null;
}
