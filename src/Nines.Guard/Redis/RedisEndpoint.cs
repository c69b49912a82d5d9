using System.Globalization;
using System.Net;

namespace Nines.Guard.Redis;

/// <param name="Host">A name or an address; compared without regard to case.</param>
internal sealed record RedisEndpoint(string Host, int Port)
{
    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>[address]:port</c>.</summary>
    public static bool TryParse(string text, int defaultPort, out RedisEndpoint? endpoint)
    {
        endpoint = null;
        int colon = text.LastIndexOf(':');
        bool isBracketed = text.StartsWith('[') && text.Contains(']');
        bool hasPort = colon > 0 && (isBracketed ? text[colon - 1] == ']' : text.IndexOf(':') == colon);
        string host = (hasPort ? text[..colon] : text).TrimStart('[').TrimEnd(']');
        int port = defaultPort;
        if (host.Length == 0 || host.Any(char.IsWhiteSpace) || (host.Contains(':') && !IPAddress.TryParse(host, out _))
            || (hasPort && (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)))
        {
            return false;
        }

        endpoint = new RedisEndpoint(host, port);
        return true;
    }

    public bool Equals(RedisEndpoint? other) =>
        other is not null && Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Port, StringComparer.OrdinalIgnoreCase.GetHashCode(Host));

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
