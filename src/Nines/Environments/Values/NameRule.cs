using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>What a name has to look like.</summary>
/// <param name="pattern">A whole-text regular expression without anchors, valid for .NET and for JSON Schema.</param>
/// <param name="maxLength">In characters.</param>
/// <param name="rule">Completes "A name ...".</param>
internal sealed class NameRule(string pattern, int maxLength, string rule)
{
    private readonly Regex _regex = new($@"^(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>Names that the user makes up.</summary>
    public static NameRule Own { get; } = new(
        "[a-z][a-z0-9-]*", 63, "has lower-case letters, digits and dashes, starts with a letter, and is at most 63 long");

    /// <summary>Journeys of the report: a name, or a journey of one region.</summary>
    public static NameRule Journey { get; } = new(
        "[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?", 127, "of a journey has lower-case letters, digits and dashes, with a slash and a region if need be");

    /// <summary>Component ids and catalogue services.</summary>
    public static NameRule ComponentId { get; } = new(
        "[a-z][A-Za-z0-9._/-]*", 200, "has letters, digits, dots, dashes and slashes, starts with a small letter, and is at most 200 long");

    /// <summary>Kubernetes label keys.</summary>
    public static NameRule LabelKey { get; } = new(
        "([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?", 317,
        "of a label has letters, digits, dots, dashes and underscores, with a DNS prefix and a slash if need be");

    public string Rule => rule;

    public bool Accepts(string name) => name.Length <= maxLength && _regex.IsMatch(name);

    public void Check(string name, SourcePosition position, ReadingContext context)
    {
        if (!Accepts(name))
        {
            context.Report(position, $"{Suggestion.Quote(name)} cannot be a name here.", $"A name {rule}.");
        }
    }

    public JsonObject Describe() => new() { ["pattern"] = $"^(?:{pattern})$", ["maxLength"] = maxLength };
}
