using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nines.Text;

namespace Nines.Yaml.Tests.Schemas;

/// <summary>JSON of a document as an editor sees it: a plain scalar is what YAML's core schema takes it for.</summary>
internal static class JsonOfYaml
{
    private static readonly Regex s_number = new(
        @"^([-+]?[0-9]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)\z", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <returns>False for a document with a number that JSON cannot express, such as .nan.</returns>
    public static bool TryConvert(DocumentNode node, out JsonNode? json)
    {
        try
        {
            json = Convert(node);
            return true;
        }
        catch (NotFiniteNumberException)
        {
            json = null;
            return false;
        }
    }

    private static JsonNode? Convert(DocumentNode node) => node switch
    {
        MappingNode mapping => new JsonObject([.. mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Convert(entry.Value)))]),
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(Convert)]),
        ScalarNode { IsQuoted: true } quoted => quoted.Value,
        ScalarNode { Value: "" or "~" or "null" or "Null" or "NULL" } => null,
        ScalarNode { Value: "true" or "True" or "TRUE" } => true,
        ScalarNode { Value: "false" or "False" or "FALSE" } => false,
        ScalarNode { Value: ".nan" or ".NaN" or ".NAN" or ".inf" or "-.inf" or "+.inf" } => throw new NotFiniteNumberException(),
        ScalarNode scalar when s_number.IsMatch(scalar.Value) => decimal.Parse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture),
        ScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException($"{node.GetType().Name} is not a kind of node that has JSON"),
    };
}
