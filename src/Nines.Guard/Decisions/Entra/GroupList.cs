using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Entra;

/// <summary>Group ids as the cache keeps them: a byte for the kind of answer, then 16 bytes each, so that a thousand fit into an entry.</summary>
internal static class GroupList
{
    private const byte Known = 1;
    private const byte Unknown = 2;
    private const int IdBytes = 16;

    /// <summary>Answer for a user that is not in the directory.</summary>
    public static byte[] UnknownObject { get; } = [Unknown];

    public static byte[] Write(IReadOnlyCollection<Guid> groups)
    {
        byte[] bytes = new byte[1 + (groups.Count * IdBytes)];
        bytes[0] = Known;
        int at = 1;
        foreach (Guid group in groups)
        {
            group.TryWriteBytes(bytes.AsSpan(at), bigEndian: true, out _);
            at += IdBytes;
        }

        return bytes;
    }

    /// <summary>Null for a user that is not in the directory.</summary>
    /// <exception cref="FormatException">It is nothing that <see cref="Write"/> wrote.</exception>
    public static ImmutableArray<string>? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [Unknown])
        {
            return null;
        }

        if (bytes.IsEmpty || bytes[0] != Known || bytes.Length % IdBytes != 1)
        {
            throw new FormatException("no list of groups");
        }

        ImmutableArray<string>.Builder groups = ImmutableArray.CreateBuilder<string>(bytes.Length / IdBytes);
        for (int at = 1; at < bytes.Length; at += IdBytes)
        {
            groups.Add(new Guid(bytes.Slice(at, IdBytes), bigEndian: true).ToString("D"));
        }

        return groups.MoveToImmutable();
    }
}
