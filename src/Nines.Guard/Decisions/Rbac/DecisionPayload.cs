using System.Text;
using System.Text.Unicode;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>A decision as the cache keeps it: a version, the verdict, the reason as UTF-8.</summary>
internal static class DecisionPayload
{
    private const byte Version = 1;
    private const int Header = 2;

    public static ReadOnlyMemory<byte> Write(Verdict verdict, string reason)
    {
        byte[] payload = new byte[Header + Math.Min(Encoding.UTF8.GetMaxByteCount(reason.Length), AccessDecision.MaxReasonBytes)];
        (payload[0], payload[1]) = (Version, (byte)verdict);

        // Cut between characters, so that what is left is text.
        Utf8.FromUtf16(reason, payload.AsSpan(Header), out _, out int written, replaceInvalidSequences: true);
        return payload.AsMemory(0, Header + written);
    }

    /// <exception cref="GuardUnavailableException">It is no decision of this version. That is never an allow, and no deny either.</exception>
    public static AccessDecision Read(CacheAnswer answer)
    {
        ReadOnlySpan<byte> payload = answer.Payload.Span;
        if (payload.Length is < Header or > Header + AccessDecision.MaxReasonBytes || payload[0] != Version
            || payload[1] is not ((byte)Verdict.Allow or (byte)Verdict.Deny) || !Utf8.IsValid(payload[Header..]))
        {
            throw new GuardUnavailableException("cache", Unavailability.Lasting, "cache: an entry contains no readable decision");
        }

        return new AccessDecision((Verdict)payload[1], answer.Payload[Header..], answer.Source, answer.Version);
    }
}
