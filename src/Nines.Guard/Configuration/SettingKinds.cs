using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Nines.Clouds;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Guard.Configuration;

/// <summary>Kinds of settings. Each is read by a reader of <c>Nines.Text.Readers</c>, so durations, sizes and words have one grammar everywhere.</summary>
internal static class SettingKinds
{
    /// <summary>Expected value of a setting that names a file.</summary>
    public const string Path = "a path";

    private const string ListedNames = "names";

    public static Setting<string> Plain(string name, string description, string expected = "text", string fallback = "") => new ScalarSetting<string>(
        name,
        Text(expected, text => text.Trim() == text ? text : Parsed.Failed<string>(hint: "Remove the blanks around it.")),
        fallback,
        description);

    public static Setting<string> Secret(string name, string description) =>
        new ScalarSetting<string>(name, Text("text", text => text), "", description) { IsSecret = true };

    public static Setting<string> File(string name, string description) => Plain(name, description, Path);

    /// <summary>An address that secrets are sent to: HTTPS, or HTTP on the loopback interface.</summary>
    public static Setting<string> Url(string name, string description) =>
        new ScalarSetting<string>(name, Address("https://HOST[:PORT][/PATH]", allowsHttp: false), "", description);

    /// <summary>An address that no secret is sent to, so it may be plain HTTP.</summary>
    public static Setting<string> PlainUrl(string name, string description) =>
        new ScalarSetting<string>(name, Address("http://HOST:PORT or https://HOST[:PORT]", allowsHttp: true), "", description);

    public static Setting<bool> Switch(string name, string description, bool fallback = false) =>
        new ScalarSetting<bool>(name, Numbers.Boolean, fallback ? "true" : "false", description) { IsSwitch = true };

    public static Setting<int> Number(string name, int fallback, int min, int max, string description) => new ScalarSetting<int>(
        name, Numbers.Whole(name, min, max), fallback.ToString(CultureInfo.InvariantCulture), description,
        string.Create(CultureInfo.InvariantCulture, $"a number from {min:N0} to {max:N0}"));

    public static Setting<TimeSpan> Duration(string name, string fallback, string min, string max, string description) =>
        new ScalarSetting<TimeSpan>(name, DurationReader.Between(Parse(min), Parse(max)), fallback, description);

    public static Setting<long> Size(string name, string fallback, string min, string max, string description) =>
        new ScalarSetting<long>(name, SizeReader.Between(ParseSize(min), ParseSize(max)), fallback, description);

    public static Setting<string> Choice(string name, string fallback, ImmutableArray<string> words, string description) =>
        new ScalarSetting<string>(name, Texts.OneOf($"a value of {name}", words), fallback, description, string.Join(" or ", words));

    public static Setting<AzureCloud> Cloud(string name, string description) => new ScalarSetting<AzureCloud>(
        name,
        new ScalarReader<AzureCloud>(
            string.Join(" or ", AzureCloud.Names),
            ScalarForm.Any,
            text => AzureCloud.Find(text) ?? Parsed.Failed<AzureCloud>(hint: Spelling.Hint(text, AzureCloud.Names)),
            () => new JsonObject { ["type"] = "string" }),
        AzureCloud.Public.Name,
        description);

    public static Setting<ImmutableArray<string>> List(string name, string description, string items = ListedNames) => new ListSetting(
        name,
        // An address has no place for a user and a password, which would be printed with it.
        Text(items == ListedNames ? "a name" : items.TrimEnd('s'), text => text.Length > 0 && (items == ListedNames || !text.Contains('@', StringComparison.Ordinal)) ? text : Parsed.Failed<string>()),
        items,
        description);

    /// <summary>An address to listen on: <c>127.0.0.1:9443</c>, <c>[::1]:9443</c>, <c>*:9443</c> for every address; port 0 lets the system choose.</summary>
    public static Setting<ListenAddress> Listen(string name, string fallback, string description) => new ScalarSetting<ListenAddress>(
        name,
        new ScalarReader<ListenAddress>("ADDRESS:PORT or *:PORT", ScalarForm.Any, ParseListen, () => new JsonObject { ["type"] = "string" }) { Show = CredentialMask.Quote },
        fallback,
        description);

    private static ScalarReader<string> Text(string expected, Func<string, Parsed<string>> parse) =>
        new(expected, ScalarForm.Any, parse, () => new JsonObject { ["type"] = new JsonArray("string", "number", "null") }) { Show = CredentialMask.Quote };

    private static ScalarReader<string> Address(string expected, bool allowsHttp) => Text(
        expected,
        text => text.Length == 0
            || (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0 && uri.Query.Length == 0
                && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (allowsHttp || uri.IsLoopback))))
            ? text.TrimEnd('/')
            : Parsed.Failed<string>());

    private static Parsed<ListenAddress> ParseListen(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return Parsed.Failed<ListenAddress>();
        }

        string host = text[..colon];
        return host is "*" or "" ? new ListenAddress(null, port)
            : (!host.Contains(':', StringComparison.Ordinal) || host.StartsWith('[')) && IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
                ? new ListenAddress(address, port)
                : Parsed.Failed<ListenAddress>();
    }

    private static TimeSpan Parse(string bound) => Durations.TryParse(bound, out TimeSpan value) ? value : throw new ArgumentException(bound, nameof(bound));

    private static long ParseSize(string bound) => Sizes.TryParse(bound, out long value) ? value : throw new ArgumentException(bound, nameof(bound));
}

/// <summary>Address to listen on.</summary>
/// <param name="Address">Null for every address.</param>
/// <param name="Port">0 lets the system choose.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port);

/// <summary>Hides credentials in a value that is not acceptable, since the diagnostic about it is printed.</summary>
internal static class CredentialMask
{
    /// <summary>Text that replaces a secret.</summary>
    public const string Mask = "********";

    /// <summary>Quotes a value without the part before an @, such as the user and the password of a URL, and without a query, which may be a key.</summary>
    public static string Quote(string value)
    {
        int query = value.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? value : value[..query];
        int at = path.LastIndexOf('@');
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        int begin = scheme >= 0 && scheme < at ? scheme + 3 : 0;
        return Sanitizer.Quote(string.Concat(at < 0 ? path : string.Concat(path.AsSpan(0, begin), Mask, path.AsSpan(at)), query < 0 ? "" : $"?{Mask}"));
    }
}
