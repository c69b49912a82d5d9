using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Net;
using System.Text.Json.Nodes;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>Readers of address blocks and host names.</summary>
internal static class Addresses
{
    /// <summary>An IPv4 or IPv6 block in CIDR notation.</summary>
    public static ScalarReader<string> Block { get; } = new(
        "an address block such as 10.0.0.0/16",
        ScalarForm.Text,
        ParseBlock,
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9A-Fa-f.:]+/[0-9]{1,3}$", ["maxLength"] = 50 });

    /// <summary>A block, or a host name that may start with <c>*.</c>.</summary>
    public static ScalarReader<string> Destination { get; } = new(
        "a host name such as *.azurecr.io, or an address block such as 10.0.0.0/16",
        ScalarForm.Text,
        text => text.Contains('/') && !IsUrl(text) ? ParseBlock(text) : IsHost(text) ? text : Parsed.Failed<string>(hint: HintFor(text)),
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9A-Fa-f.:]+/[0-9]{1,3}|(\\*\\.)?([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)$", ["maxLength"] = 255 });

    private static Parsed<string> ParseBlock(string text)
    {
        if (AddressBlock.TryParse(text, out AddressBlock block, out AddressBlock? nearest))
        {
            return block.ToString();
        }

        return nearest is { } found
            ? Parsed.Failed<string>($"The block {Sanitizer.Quote(text)} has bits set behind its prefix.", $"Did you mean {found}?")
            : Parsed.Failed<string>(hint: System.Net.IPAddress.TryParse(text, out _) ? $"For one address write {text}/{(text.Contains(':') ? 128 : 32)}." : null);
    }

    private static bool IsHost(string text)
    {
        string host = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        string[] labels = host.Split('.');
        return host.Length is > 0 and <= 253 && labels.Length >= 2 && char.IsAsciiLetter(labels[^1].FirstOrDefault()) && labels.All(IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(each => char.IsAsciiLetterOrDigit(each) || each == '-') && label[0] != '-' && label[^1] != '-';

    private static bool IsUrl(string text) => text.Contains("://", StringComparison.Ordinal);

    private static string? HintFor(string text) =>
        IsUrl(text) ? "Write the host name alone, without https:// and path." : null;
}

/// <summary>A CIDR block: two blocks of one family are either nested or disjoint.</summary>
/// <param name="IsIPv6">The family.</param>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address.</param>
/// <param name="Prefix">Leading bits that all addresses share.</param>
internal readonly record struct AddressBlock(bool IsIPv6, UInt128 First, UInt128 Last, int Prefix)
{
    public bool Contains(AddressBlock other) => IsIPv6 == other.IsIPv6 && First <= other.First && other.Last <= Last;

    /// <summary>Reads a block in canonical form.</summary>
    /// <param name="text">The text as it was written.</param>
    /// <param name="block">The block.</param>
    /// <param name="nearest">The block that was meant when only bits behind the prefix are set.</param>
    public static bool TryParse(string text, out AddressBlock block, out AddressBlock? nearest)
    {
        block = default;
        nearest = null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || text.Length > 50
            || !TryParseAddress(text.AsSpan(0, slash), out bool isIPv6, out UInt128 address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            || prefix > (isIPv6 ? 128 : 32))
        {
            return false;
        }

        int free = (isIPv6 ? 128 : 32) - prefix;
        UInt128 mask = free == 128 ? UInt128.MaxValue : (UInt128.One << free) - 1;
        block = new AddressBlock(isIPv6, address & ~mask, address | mask, prefix);
        if (block.First == address)
        {
            return true;
        }

        nearest = block;
        return false;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        return $"{new IPAddress(IsIPv6 ? bytes : bytes[12..])}/{Prefix}";
    }

    private static bool TryParseAddress(ReadOnlySpan<char> text, out bool isIPv6, out UInt128 address)
    {
        isIPv6 = text.Contains(':');
        address = 0;
        // The framework also takes 10.1, octal, hexadecimal and scoped addresses, which mean something else elsewhere.
        if (!isIPv6 && !IsDottedQuad(text))
        {
            return false;
        }

        if (text.ContainsAny('%', '[', ']') || !IPAddress.TryParse(text, out IPAddress? parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetworkV6) != isIPv6)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        bool isWritten = parsed.TryWriteBytes(isIPv6 ? bytes : bytes[12..], out _);
        address = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return isWritten;
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            if (++parts > 4
                || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return false;
            }
        }

        return parts == 4;
    }
}

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
