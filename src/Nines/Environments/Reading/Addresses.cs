using System.Text.Json.Nodes;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>Readers of address blocks and host names.</summary>
internal static class Addresses
{
    /// <summary>An IPv4 or IPv6 block in CIDR notation.</summary>
    public static ScalarReader<string> Block { get; } = new(
        "an address block such as 10.0.0.0/16",
        ScalarForm.Text,
        ParseBlock,
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9A-Fa-f.:]+/[0-9]{1,3}$", ["maxLength"] = 50 });

    /// <summary>A block, or a host name that may start with <c>*.</c>.</summary>
    public static ScalarReader<string> Destination { get; } = new(
        "a host name such as *.azurecr.io, or an address block such as 10.0.0.0/16",
        ScalarForm.Text,
        text => text.Contains('/') && !IsUrl(text) ? ParseBlock(text) : IsHost(text) ? text : Parsed.Failed<string>(hint: HintFor(text)),
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9A-Fa-f.:]+/[0-9]{1,3}|(\\*\\.)?([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)$", ["maxLength"] = 255 });

    private static Parsed<string> ParseBlock(string text)
    {
        if (AddressBlock.TryParse(text, out AddressBlock block, out AddressBlock? nearest))
        {
            return block.ToString();
        }

        return nearest is { } found
            ? Parsed.Failed<string>($"The block {Sanitizer.Quote(text)} has bits set behind its prefix.", $"Did you mean {found}?")
            : Parsed.Failed<string>(hint: System.Net.IPAddress.TryParse(text, out _) ? $"For one address write {text}/{(text.Contains(':') ? 128 : 32)}." : null);
    }

    private static bool IsHost(string text)
    {
        string host = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        string[] labels = host.Split('.');
        return host.Length is > 0 and <= 253 && labels.Length >= 2 && char.IsAsciiLetter(labels[^1].FirstOrDefault()) && labels.All(IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(each => char.IsAsciiLetterOrDigit(each) || each == '-') && label[0] != '-' && label[^1] != '-';

    private static bool IsUrl(string text) => text.Contains("://", StringComparison.Ordinal);

    private static string? HintFor(string text) =>
        IsUrl(text) ? "Write the host name alone, without https:// and path." : null;
}
