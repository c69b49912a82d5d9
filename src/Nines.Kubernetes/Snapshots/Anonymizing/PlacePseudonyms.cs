using System.Globalization;
using Nines.Clusters;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>
/// Regions and zones get short names in their old order: <c>westeurope-2</c> becomes <c>r1-2</c>, <c>eu-west-1b</c> becomes <c>z2</c>.
/// Mere numbers stay, since on AKS they are no zones but fault domains.
/// </summary>
internal sealed class PlacePseudonyms
{
    private const string Between = "__";
    private static readonly string[] s_regionKeys = [Node.RegionLabel, Node.OldRegionLabel];
    private static readonly string[] s_zoneKeys =
    [
        Node.ZoneLabel, Node.OldZoneLabel, "topology.disk.csi.azure.com/zone", "topology.ebs.csi.aws.com/zone", "topology.gke.io/zone",
    ];

    private readonly Dictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _zones = new(StringComparer.Ordinal);
    private readonly Pseudonyms _names;

    public PlacePseudonyms(IReadOnlyList<NodeRecord> nodes, Pseudonyms names)
    {
        _names = names;
        string[] zones = [.. Values(nodes, s_zoneKeys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        IEnumerable<string> regions = Values(nodes, s_regionKeys).Concat(zones.Where(zone => Split(zone) is not null).Select(zone => Split(zone)!.Value.Region));
        foreach (string region in regions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            _regions.Add(region, string.Create(CultureInfo.InvariantCulture, $"r{_regions.Count + 1}"));
        }

        foreach (string zone in zones.Where(zone => Split(zone) is null && !IsNumber(zone)))
        {
            _zones.Add(zone, string.Create(CultureInfo.InvariantCulture, $"z{_zones.Count + 1}"));
        }
    }

    /// <summary>Returns true if the values of a label are places.</summary>
    public static bool IsPlace(string key) => Array.IndexOf(s_regionKeys, key) >= 0 || Array.IndexOf(s_zoneKeys, key) >= 0;

    public string Replace(string key, string value) =>
        Array.IndexOf(s_regionKeys, key) >= 0 ? Region(value) : string.Join(Between, value.Split(Between).Select(Zone));

    private string Region(string region) => region.Length == 0 ? "" : _regions.TryGetValue(region, out string? known) ? known : _names.Replace(region);

    private string Zone(string zone) =>
        zone.Length == 0 || IsNumber(zone) ? zone
        : Split(zone) is { } parts ? $"{Region(parts.Region)}-{parts.Number}"
        : _zones.TryGetValue(zone, out string? known) ? known
        : _names.Replace(zone);

    private static (string Region, string Number)? Split(string zone)
    {
        int dash = zone.LastIndexOf('-');
        return dash > 0 && dash < zone.Length - 1 && IsNumber(zone[(dash + 1)..]) ? (zone[..dash], zone[(dash + 1)..]) : null;
    }

    private static bool IsNumber(string text) => text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static IEnumerable<string> Values(IReadOnlyList<NodeRecord> nodes, string[] keys) =>
        nodes.SelectMany(node => keys.Select(key => node.Metadata.Labels.TryGetValue(key, out string? value) ? value : "")).Where(value => value.Length > 0);
}
