using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Nines.Guard.Cache;

/// <summary>
/// The epoch as a remote store keeps it: <c>{epoch}.{key id}.{HMAC-SHA256 in hexadecimal}</c>. It is signed, so that a client that can
/// write to the store cannot use up all epochs that there are.
/// </summary>
internal static class EpochRecord
{
    public static string Write(KeyRing ring, long epoch) =>
        $"{epoch}.{ring.Signing[0].Id}.{Convert.ToHexStringLower(Sign(ring.Signing[0], epoch))}";

    /// <returns>Null when it is not a record that a holder of the keys wrote.</returns>
    public static long? Read(KeyRing ring, string text)
    {
        string[] parts = text.Length > 128 ? [] : text.Split('.');
        if (parts.Length != 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            || ring.Signing.FirstOrDefault(key => key.Id == id) is not { } signing
            || parts[2].Length != 2 * HMACSHA256.HashSizeInBytes || !parts[2].All(char.IsAsciiHexDigit))
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(Convert.FromHexString(parts[2]), Sign(signing, epoch)) ? epoch : null;
    }

    private static byte[] Sign(SigningKey signing, long epoch)
    {
        byte[] content = [.. "nines guard epoch"u8, .. new byte[8]];
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(content.Length - 8), epoch);
        return HMACSHA256.HashData(signing.Secret.Span, content);
    }
}
