using System.Text;

namespace Nines.Guard.Redis;

/// <summary>
/// Slot of a key among the 16,384 of a Redis Cluster: CRC-16/XMODEM of the key, or of the part between the first <c>{</c> and
/// the next <c>}</c> when that is not empty. See the cluster specification of Redis.
/// </summary>
internal static class HashSlot
{
    public const int Count = 16384;

    private static readonly ushort[] s_table = Table();

    public static int Compute(ReadOnlySpan<byte> key)
    {
        int open = key.IndexOf((byte)'{');
        if (open >= 0)
        {
            int length = key[(open + 1)..].IndexOf((byte)'}');
            if (length > 0)
            {
                key = key.Slice(open + 1, length);
            }
        }

        return Crc16(key) & (Count - 1);
    }

    /// <param name="name">ASCII.</param>
    public static int Compute(string name) => Compute(Encoding.ASCII.GetBytes(name));

    internal static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc = (ushort)(crc << 8) ^ s_table[(crc >> 8) ^ value];
        }

        return (ushort)crc;
    }

    private static ushort[] Table()
    {
        var table = new ushort[256];
        for (int i = 0; i < 256; i++)
        {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }

            table[i] = (ushort)crc;
        }

        return table;
    }
}
