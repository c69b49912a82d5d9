using System.Text.RegularExpressions;
using Nines.Environments.Reading;
using Nines.Text;

namespace Nines.Environments.Values;

/// <summary>What YAML's core schema takes a text without quotes for.</summary>
internal static partial class PlainScalar
{
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static bool IsNumberOrBoolean(string text) =>
        text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" || Number().IsMatch(text);

    public static bool IsNothing(DocumentNode node) => node is ScalarNode { IsQuoted: false } scalar && IsNull(scalar.Value);

    /// <summary>Completes "found ...".</summary>
    public static string KindOf(DocumentNode node) => node switch
    {
        SequenceNode => "a list",
        MappingNode => "a mapping",
        ScalarNode scalar when IsNothing(scalar) => "nothing",
        ScalarNode scalar => Suggestion.Quote(scalar.Value),
        _ => "something else",
    };

    [GeneratedRegex(@"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
