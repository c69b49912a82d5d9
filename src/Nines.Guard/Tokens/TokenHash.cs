using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nines.Guard.Tokens;

/// <summary>
/// Stands for a token wherever one is kept or compared. Looking a hash up tells an attacker who measures time nothing about tokens:
/// he cannot choose a token whose hash begins like another one's.
/// </summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    public static TokenHash Of(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    // Not for logs: a hash of a weak token can be guessed back.
    public override string ToString() => "(token)";
}
