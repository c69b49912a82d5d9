using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Nines.Guard.Configuration;

/// <summary>The kinds of settings; each says what it expects.</summary>
internal static class SettingKinds
{
    private static readonly (string Unit, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    private static readonly (string Unit, long Bytes)[] s_sizes = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("", 1)];

    /// <summary>What is expected of the name of a file.</summary>
    public const string Path = "a path";

    public static Setting<string> Plain(string name, string description, string kind = "text", string fallback = "") =>
        new(name, kind, fallback, description, written => written is [var only] && only.Trim() == only ? only : null);

    public static Setting<string> Secret(string name, string description) =>
        new(name, "text", "", description, written => written is [var only] ? only : null) { IsSecret = true };

    public static Setting<string> File(string name, string description) => Plain(name, description, Path);

    public static Setting<string> Url(string name, string description, string fallback = "") => new(
        name, "https://HOST[:PORT][/PATH]", fallback, description,
        written => written is [var only] && (only.Length == 0 || IsUrl(only, mayBePlain: false)) ? only.TrimEnd('/') : null);

    /// <summary>An address that nothing secret is sent to, so it may be plain HTTP.</summary>
    public static Setting<string> PlainUrl(string name, string description) => new(
        name, "http://HOST:PORT or https://HOST[:PORT]", "", description,
        written => written is [var only] && (only.Length == 0 || IsUrl(only, mayBePlain: true)) ? only.TrimEnd('/') : null);

    public static Setting<Boxed<bool>> Switch(string name, string description, bool fallback = false) => new(
        name, "true or false", fallback ? "true" : "false", description,
        written => written is ["true"] ? new(true) : written is ["false"] ? new(false) : null) { IsSwitch = true };

    public static Setting<Boxed<int>> Number(string name, int fallback, int lowest, int highest, string description) => new(
        name, $"a number from {lowest} to {highest}", fallback.ToString(CultureInfo.InvariantCulture), description,
        written => written is [var only] && int.TryParse(only, NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given >= lowest && given <= highest
            ? new(given) : null);

    public static Setting<Boxed<TimeSpan>> Duration(string name, string fallback, string shortest, string longest, string description)
    {
        (TimeSpan from, TimeSpan to) = (ParseDuration(shortest)!.Value, ParseDuration(longest)!.Value);
        return new(name, $"{shortest} to {longest}", fallback, description,
            written => written is [var only] && ParseDuration(only) is { } given && given >= from && given <= to ? new(given) : null);
    }

    public static Setting<Boxed<long>> Size(string name, string fallback, string smallest, string largest, string description)
    {
        (long from, long to) = (ParseSize(smallest)!.Value, ParseSize(largest)!.Value);
        return new(name, $"{smallest} to {largest}", fallback, description,
            written => written is [var only] && ParseSize(only) is { } given && given >= from && given <= to ? new(given) : null);
    }

    /// <summary>One of a few words; the empty one only when it is the default.</summary>
    public static Setting<string> Choice(string name, string fallback, ImmutableArray<string> words, string description) => new(
        name, string.Join(" or ", words), fallback, description,
        written => written is [var only] && (words.Contains(only) || only == fallback) ? only : null);

    /// <summary>Several texts.</summary>
    public static Setting<Boxed<ImmutableArray<string>>> List(string name, string description, string kind = "names") => new(
        name, $"{kind}, separated by commas", "", description,
        written =>
        {
            ImmutableArray<string> items = written is [""] ? [] : [.. written.Select(item => item.Trim())];

            // An address has no place for a user and a password, which would be printed with it.
            return items.All(item => item.Length > 0 && (kind == "names" || !item.Contains('@', StringComparison.Ordinal))) ? new(items) : null;
        }) { IsList = true };

    /// <summary>Where to listen: <c>127.0.0.1:9443</c>, <c>[::1]:9443</c>, <c>*:9443</c> for every address; port 0 lets the system choose.</summary>
    public static Setting<ListenAddress> Listen(string name, string fallback, string description) => new(
        name, "ADDRESS:PORT or *:PORT", fallback, description,
        written =>
        {
            if (written is not [var only] || only.LastIndexOf(':') is var colon && colon < 0
                || !ushort.TryParse(only.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            {
                return null;
            }

            string host = only[..colon];
            return host is "*" or "" ? new ListenAddress(null, port)
                : (!host.Contains(':', StringComparison.Ordinal) || host.StartsWith('[')) && IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
                    ? new ListenAddress(address, port) : null;
        });

    private static bool IsUrl(string text, bool mayBePlain) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0 && uri.Query.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (mayBePlain || uri.IsLoopback)));

    private static TimeSpan? ParseDuration(string text)
    {
        (string unit, double factor) = s_units.First(candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
        return double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * factor <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(number * factor) : null;
    }

    private static long? ParseSize(string text)
    {
        (string unit, long factor) = s_sizes.First(candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
        return long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= long.MaxValue / factor
            ? number * factor : null;
    }
}

/// <summary>Lets a setting of a value type be absent.</summary>
internal sealed record Boxed<T>(T Value);

/// <param name="Address">Null for every address.</param>
/// <param name="Port">0 lets the system choose.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port);
