using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>
/// Addresses that can reach each other must not overlap: within a region, the virtual network, pods, services and on-premises;
/// between regions that reach on-premises, their virtual networks and each other's on-premises. Pod and service blocks are
/// private to a cluster, so two clusters may use the same ones.
/// </summary>
internal static class AddressCheck
{
    private enum Kind
    {
        Network,
        OnPremises,
        Cluster,
    }

    public static void Run(CheckContext context)
    {
        var reachable = new List<Use>();
        foreach (RegionSpec region in context.Spec.Regions)
        {
            ImmutableArray<Use> networks = Uses(
                context, region.Network.AddressSpace, Kind.Network, $"the network of '{region.Name}'", "regions", region.Name, "network", "addressSpace");
            ImmutableArray<Use> remote = OnPremises(context, region);
            Report(context, [.. networks, .. remote, .. ClusterUses(context, region)]);
            if (!remote.IsEmpty || region.Network.OnPremises is not null || region.Network.Hub is not null)
            {
                reachable.AddRange([.. networks, .. remote]);
            }
        }

        Report(context, reachable);
    }

    private static ImmutableArray<Use> OnPremises(CheckContext context, RegionSpec region)
    {
        if (region.Network.OnPremises is { } own)
        {
            return Uses(
                context, own.Addresses, Kind.OnPremises, $"on-premises of '{region.Name}'", "regions", region.Name, "network", "onPremises", "addresses");
        }

        return context.Spec.Hubs.FirstOrDefault(hub => hub.Name == region.Network.Hub) is { } hub
            ? Uses(context, hub.OnPremises.Addresses, Kind.OnPremises, $"on-premises of hub '{hub.Name}'", "hubs", hub.Name, "onPremises", "addresses")
            : [];
    }

    private static IEnumerable<Use> ClusterUses(CheckContext context, RegionSpec region)
    {
        if (region.Cluster is { PodAddresses: { } pods } && AddressBlock.TryParse(pods, out AddressBlock podBlock, out _))
        {
            yield return new Use(podBlock, Kind.Cluster, $"pods in '{region.Name}'", context.Document.PositionOf("regions", region.Name, "cluster", "podAddresses"));
        }

        if (region.Cluster is { ServiceAddresses: { } services } && AddressBlock.TryParse(services, out AddressBlock serviceBlock, out _))
        {
            yield return new Use(
                serviceBlock, Kind.Cluster, $"services in '{region.Name}'", context.Document.PositionOf("regions", region.Name, "cluster", "serviceAddresses"));
        }
    }

    private static ImmutableArray<Use> Uses(
        CheckContext context, ImmutableArray<string> blocks, Kind kind, string owner, params ReadOnlySpan<string> place)
    {
        var uses = ImmutableArray.CreateBuilder<Use>(blocks.Length);
        for (int i = 0; i < blocks.Length; i++)
        {
            if (AddressBlock.TryParse(blocks[i], out AddressBlock block, out _))
            {
                uses.Add(new Use(block, kind, owner, context.Document.PositionOfItem(i, place)));
            }
        }

        return uses.DrainToImmutable();
    }

    /// <summary>
    /// Sorted by first address with wide blocks first, a block overlaps exactly those on the stack, which enclose it. The stack
    /// holds one use a kind and prefix, so it stays short however many blocks are equal.
    /// </summary>
    private static void Report(CheckContext context, IEnumerable<Use> uses)
    {
        var enclosing = new List<Use>();
        foreach (Use use in uses.OrderBy(use => use.Block.IsIPv6).ThenBy(use => use.Block.First).ThenBy(use => use.Block.Prefix))
        {
            enclosing.RemoveAll(outer => !outer.Block.Contains(use.Block));
            foreach (Use outer in enclosing.Where(outer => Conflicts(outer, use)))
            {
                (Use first, Use later) = Before(outer, use) ? (outer, use) : (use, outer);
                context.Reading.Report(
                    later.Position,
                    $"{later.Block} ({later.Owner}) overlaps {first.Block} ({first.Owner}, line {first.Position.Line}).",
                    "Choose blocks that share no address.");
            }

            if (!enclosing.Exists(outer => outer.Block == use.Block && outer.Kind == use.Kind && outer.Owner == use.Owner))
            {
                if (enclosing.Count > MaxEnclosing)
                {
                    enclosing.RemoveAt(0);
                }

                enclosing.Add(use);
            }

            if (context.Reading.IsFull)
            {
                return;
            }
        }
    }

    private const int MaxEnclosing = 256;

    // One on-premises network may be reached by several links, whose lists then agree.
    private static bool Conflicts(Use a, Use b) =>
        a.Position != b.Position && !(a.Kind == Kind.OnPremises && b.Kind == Kind.OnPremises && a.Owner != b.Owner);

    private static bool Before(Use a, Use b) =>
        (a.Position.Line, a.Position.Column).CompareTo((b.Position.Line, b.Position.Column)) <= 0;

    private readonly record struct Use(AddressBlock Block, Kind Kind, string Owner, SourcePosition Position);
}
