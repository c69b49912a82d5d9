using System.Collections.Immutable;

namespace Nines.Azure.FailureDomains;

/// <summary>The id of a compute resource, taken apart: <c>/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Compute/{type}/{name}...</c>.</summary>
/// <param name="Rest">The part after the provider, as pairs of type and name, in lower case.</param>
internal sealed record ResourcePath(string Subscription, string ResourceGroup, ImmutableArray<(string Type, string Name)> Rest)
{
    private const int MaxIdLength = 2_048;
    private const int MaxGroupLength = 90;
    private const int MaxNameLength = 80;

    public static string ForGroup(string subscription, string resourceGroup) =>
        $"/subscriptions/{Uri.EscapeDataString(subscription)}/resourceGroups/{Uri.EscapeDataString(resourceGroup)}";

    /// <returns>Null for anything else: whatever is not plainly the id of a compute resource is never asked for.</returns>
    public static ResourcePath? Read(string? id)
    {
        if (id is not { Length: > 0 and <= MaxIdLength })
        {
            return null;
        }

        string[] parts = id.ToLowerInvariant().Split('/');
        if (parts is not ["", "subscriptions", var subscription, "resourcegroups", var group, "providers", "microsoft.compute", .. var rest]
            || rest.Length is 0 or > 4 || rest.Length % 2 != 0
            || !Guid.TryParseExact(subscription, "D", out _) || !IsName(group, MaxGroupLength, isGroup: true))
        {
            return null;
        }

        var pairs = ImmutableArray.CreateBuilder<(string Type, string Name)>(rest.Length / 2);
        for (int at = 0; at < rest.Length; at += 2)
        {
            if (!IsName(rest[at + 1], MaxNameLength, isGroup: false))
            {
                return null;
            }

            pairs.Add((rest[at], rest[at + 1]));
        }

        return new ResourcePath(subscription, group, pairs.MoveToImmutable());
    }

    // Groups may be named in letters of any script and with parentheses; machines and scale sets in ASCII alone.
    private static bool IsName(string text, int maxLength, bool isGroup)
    {
        bool hasLetter = false;
        foreach (char letter in text)
        {
            bool isAlphanumeric = isGroup ? char.IsLetterOrDigit(letter) : char.IsAsciiLetterOrDigit(letter);
            hasLetter |= isAlphanumeric;
            if (!isAlphanumeric && letter is not ('-' or '_' or '.') && !(isGroup && letter is ('(' or ')')))
            {
                return false;
            }
        }

        // Without a letter it would be '.' or '..', which are places rather than names.
        return hasLetter && text.Length <= maxLength;
    }
}
