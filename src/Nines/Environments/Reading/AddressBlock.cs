using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Nines.Environments.Reading;

/// <summary>A CIDR block: two blocks of one family are either nested or disjoint.</summary>
/// <param name="IsIPv6">The family.</param>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address.</param>
/// <param name="Prefix">Leading bits that all addresses share.</param>
internal readonly record struct AddressBlock(bool IsIPv6, UInt128 First, UInt128 Last, int Prefix)
{
    public bool Contains(AddressBlock other) => IsIPv6 == other.IsIPv6 && First <= other.First && other.Last <= Last;

    /// <summary>Reads a block in canonical form.</summary>
    /// <param name="text">What was written.</param>
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
