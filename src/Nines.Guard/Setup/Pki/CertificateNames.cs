using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Nines.Guard.Setup.Pki;

/// <summary>The names and addresses that a certificate is for.</summary>
/// <param name="Dns">Lower case, as <see cref="IsDnsName"/> accepts them.</param>
internal sealed partial record CertificateNames(ImmutableArray<string> Dns, ImmutableArray<IPAddress> Addresses)
{
    /// <summary>More names than this belong into more certificates.</summary>
    public const int MaxNames = 100;

    public int Count => Dns.Length + Addresses.Length;

    public override string ToString() => string.Join(", ", [.. Dns, .. Addresses.Select(address => address.ToString())]);

    /// <summary>All names by which a Service and the Redis pods beside it are reached inside of a cluster.</summary>
    /// <param name="service"><c>NAME</c> in a namespace of the same name, or <c>NAME.NAMESPACE</c>.</param>
    /// <returns>Null when it is not a name of a Service.</returns>
    public static ImmutableArray<string>? OfService(string service)
    {
        string[] parts = service.Split('.');
        if (parts.Length > 2 || !parts.All(part => ServiceLabel().IsMatch(part)))
        {
            return null;
        }

        (string name, string @namespace) = (parts[0], parts[^1]);
        return [$"{name}.{@namespace}.svc", $"{name}.{@namespace}", name, $"{name}.{@namespace}.svc.cluster.local", $"*.{name}-peers.{@namespace}.svc"];
    }

    /// <summary>
    /// A host name as a certificate may hold it: letters, digits and hyphens; <c>*</c> for the whole first label of at least three.
    /// A last label of digits alone would be taken for an address.
    /// </summary>
    public static bool IsDnsName(string text)
    {
        string[] labels = text.Split('.');
        bool isWild = labels[0] == "*";
        return text.Length is > 0 and <= 253
            && (!isWild || labels.Length >= 3)
            && labels.Skip(isWild ? 1 : 0).All(label => DnsLabel().IsMatch(label))
            && !labels[^1].All(char.IsAsciiDigit);
    }

    /// <summary>An address as it is usually written, which some one host can have. <c>10.1</c> and <c>010.0.0.1</c> are too easily something else.</summary>
    public static bool TryParseAddress(string text, out IPAddress address)
    {
        bool isGood = IPAddress.TryParse(text, out IPAddress? read)
            && (read.AddressFamily == AddressFamily.InterNetwork ? read.ToString() == text : !text.Contains('%', StringComparison.Ordinal) && !text.StartsWith('['))
            && !read.IsIPv4MappedToIPv6 && !read.IsIPv6Multicast
            && !read.Equals(IPAddress.Any) && !read.Equals(IPAddress.IPv6Any) && !read.Equals(IPAddress.Broadcast)
            && !(read.AddressFamily == AddressFamily.InterNetwork && read.GetAddressBytes()[0] is >= 224 and < 240);
        address = isGood ? read! : IPAddress.None;
        return isGood;
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DnsLabel();

    [GeneratedRegex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServiceLabel();
}
