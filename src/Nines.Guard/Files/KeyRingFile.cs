using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Guard.Cache;

namespace Nines.Guard.Files;

/// <summary>
/// The key file of the cache: what names entries and what signs them, with the time from which each key signs. All replicas have the
/// same file, and each change of it reaches them one after another: that is why a new key verifies for a while before it signs.
/// </summary>
/// <param name="Naming">32 to 64 bytes.</param>
/// <param name="Keys">In the order of <see cref="TimedKey.SignsFrom"/>, at least one.</param>
internal sealed record KeyRingFile(ReadOnlyMemory<byte> Naming, ImmutableArray<TimedKey> Keys)
{
    public const int MinBytes = 32;
    public const int MaxBytes = 64;
    public const int MaxKeys = 8;

    /// <summary>Format of times: seconds, UTC.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>
    /// The ring of a moment: the last key whose time has come signs, all verify. Before the first key's time it signs all the same:
    /// the clock of this replica is behind that of the machine which made the file.
    /// </summary>
    public KeyRing At(DateTimeOffset now)
    {
        TimedKey signing = Signing(now);
        return new KeyRing(Naming, [new(signing.Id, signing.Secret), .. Keys.Where(key => key != signing).Select(key => new SigningKey(key.Id, key.Secret))]);
    }

    public TimedKey Signing(DateTimeOffset now) => Keys.LastOrDefault(key => key.SignsFrom <= now) ?? Keys[0];

    /// <summary>Time of the next change of the ring; null for never.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now)
    {
        TimedKey? next = Keys.Skip(1).FirstOrDefault(key => key.SignsFrom > now);
        return next?.SignsFrom;
    }

    /// <summary>As <see cref="KeyRingReader"/> reads it.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        text.Append("# The cache keys of nines guard. This file can grant access: protect it like the key of a certificate.\n");
        text.Append("version 1\n");
        text.Append("naming ").Append(Convert.ToHexStringLower(Naming.Span)).Append('\n');
        foreach (TimedKey key in Keys)
        {
            text.Append("signing ").Append(key.Id).Append(' ')
                .Append(key.SignsFrom.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)).Append(' ')
                .Append(Convert.ToHexStringLower(key.Secret.Span)).Append('\n');
        }

        return text.ToString();
    }
}

/// <param name="Id">Unique in the file; written into entries.</param>
/// <param name="SignsFrom">Whole seconds.</param>
/// <param name="Secret">32 to 64 bytes.</param>
internal sealed record TimedKey(uint Id, DateTimeOffset SignsFrom, ReadOnlyMemory<byte> Secret);
