using System.Collections.Frozen;
using Nines.Domains;
using Nines.Text;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>Rules for the cells of a domain table: column names, node names, values. Values can be labels of nodes.</summary>
internal static class DomainCells
{
    public const int MaxNodeLength = 253;
    public const int MaxValueLength = 63;
    public const int MaxColumns = 32;
    public const int MaxRows = 100_000;

    private static readonly FrozenDictionary<string, string> s_squeezed =
        DomainKinds.AboveNodes.Append(DomainTable.NodeColumn).ToFrozenDictionary(Squeeze, StringComparer.Ordinal);

    /// <summary>Returns the error in the name of a column; null for a valid name.</summary>
    public static (string Message, string? Hint)? FaultOfColumn(string name)
    {
        if (name.Length == 0)
        {
            return ("A column has no name.", "Write a name such as zone or fault-domain, or remove the column.");
        }

        if (DomainKinds.AboveNodes.Contains(name) || name == DomainTable.NodeColumn)
        {
            return null;
        }

        // A custom domain may have any name, except one that its writer most likely took for one of ours.
        string? meant = s_squeezed.GetValueOrDefault(Squeeze(name)) ?? Spelling.Nearest(name, s_squeezed.Values);
        if (meant is not null)
        {
            return ($"The column '{Sanitizer.CleanMessage(name)}' is not known, and is nearly '{meant}'.", $"Did you mean '{meant}'? A domain of your own needs a name that is less alike.");
        }

        return IsLabelLike(name) && name.All(letter => !char.IsAsciiLetterUpper(letter))
            ? null
            : ($"'{Sanitizer.CleanMessage(name)}' is not a valid name of a domain.", $"Use at most {MaxValueLength} of a-z, 0-9, '-', '_' and '.', with a letter or digit first and last.");
    }

    /// <summary>Returns the error in the name of a node; null for a valid name.</summary>
    public static (string Message, string? Hint)? FaultOfNode(string name) =>
        name.Length == 0 ? ("The row names no node.", "Write the name of the node, as 'kubectl get nodes' shows it.")
        : name.Length > MaxNodeLength ? ($"The name of the node is {name.Length:N0} letters long; at most {MaxNodeLength} are possible.", null)
        : name.Split('.').All(IsDnsLabel) ? null
        : ($"'{Sanitizer.CleanMessage(name)}' is not a valid name of a node.", name.Any(char.IsAsciiLetterUpper)
            ? "Names of nodes are in lower case."
            : "Write the name as 'kubectl get nodes' shows it: a-z, 0-9, '-' and '.'.");

    /// <summary>Returns the error in a value that is not empty; null for a valid value.</summary>
    public static (string Message, string? Hint)? FaultOfValue(string column, string value) =>
        value.Length > MaxValueLength ? ($"The {column} is {value.Length:N0} letters long; at most {MaxValueLength} are possible.", "Shorten it: it has to fit a label of the node.")
        : IsLabelLike(value) ? null
        : ($"'{Sanitizer.CleanMessage(value)}' cannot be the {column} of a node.", value is "-" or "?" or "*"
            ? "Leave it empty when it is not known."
            : "Use letters, digits, '-', '_' and '.', with a letter or digit first and last; leave it empty when it is not known.");

    private static bool IsLabelLike(string text) =>
        text.Length is > 0 and <= MaxValueLength && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static bool IsDnsLabel(string text) =>
        text.Length > 0 && text[0] != '-' && text[^1] != '-'
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    private static string Squeeze(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
