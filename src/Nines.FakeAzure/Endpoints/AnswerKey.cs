using System.Security.Cryptography;
using System.Text;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Names a question: a hash over its fields, each with its length before it, so that different questions have different names.</summary>
internal static class AnswerKey
{
    public static string Create(params ReadOnlySpan<string> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string field in fields)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(field);
            BitConverter.TryWriteBytes(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
