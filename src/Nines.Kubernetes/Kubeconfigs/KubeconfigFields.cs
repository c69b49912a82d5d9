using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Reads typed fields of a mapping, and reports fields of another type. Unknown fields are ignored, as by kubectl.</summary>
/// <param name="folder">Of the file; relative paths start there.</param>
internal sealed class KubeconfigFields(MappingNode mapping, string folder, List<Diagnostic> faults)
{
    public SourcePosition Position => mapping.Position;

    public DocumentNode? Node(string key)
    {
        DocumentNode? node = mapping.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
        return node is ScalarNode { IsQuoted: false, Value: "" or "null" or "~" } ? null : node;
    }

    /// <summary>Null when it is missing or empty.</summary>
    public Placed? Text(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case ScalarNode scalar:
                return scalar.Value.Length == 0 ? null : new Placed(scalar.Value, scalar.Position);
            case var other:
                faults.Add(new Diagnostic(other.Position, $"'{key}' is {Kind(other)}; expected a text."));
                return null;
        }
    }

    public Placed? Required(string key, string owner)
    {
        Placed? text = Text(key);
        if (text is null && Node(key) is null or ScalarNode)
        {
            faults.Add(new Diagnostic(Position, $"{owner} has no '{key}'."));
        }

        return text;
    }

    /// <summary>A path, made absolute from the folder of the file.</summary>
    public Placed? FilePath(string key) => Text(key) is { } text ? text with { Value = Path.GetFullPath(text.Value, folder) } : null;

    /// <summary>Base64 of a text.</summary>
    public Placed? Base64(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        byte[] bytes = new byte[(text.Value.Length / 4 * 3) + 3];
        if (Convert.TryFromBase64String(text.Value, bytes, out int length))
        {
            return text with { Value = Encoding.UTF8.GetString(bytes, 0, length) };
        }

        faults.Add(new Diagnostic(text.Position, $"'{key}' is not base64.", $"Encode the PEM file with 'base64 -w0', or name the file in '{key.Replace("-data", "", StringComparison.Ordinal)}'."));
        return null;
    }

    public bool Flag(string key)
    {
        switch (Text(key))
        {
            case null:
                return false;
            case { Value: "true" or "True" or "TRUE" }:
                return true;
            case { Value: "false" or "False" or "FALSE" }:
                return false;
            case { } text:
                faults.Add(new Diagnostic(text.Position, $"'{key}' is '{Short(text.Value)}'; expected true or false."));
                return false;
        }
    }

    public KubeconfigFields? Mapping(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case MappingNode inner:
                return new KubeconfigFields(inner, folder, faults);
            case var other:
                faults.Add(new Diagnostic(other.Position, $"'{key}' is {Kind(other)}; expected a mapping."));
                return null;
        }
    }

    public IEnumerable<(string Key, DocumentNode Value)> Entries() => mapping.Entries.Select(entry => (entry.Key, entry.Value));

    public ImmutableArray<string> Texts(string key) => TextsOf(key, Node(key));

    public ImmutableArray<string> TextsOf(string key, DocumentNode? node)
    {
        switch (node)
        {
            case null:
                return [];
            case SequenceNode list:
                foreach (DocumentNode wrong in list.Items.Where(item => item is not ScalarNode))
                {
                    faults.Add(new Diagnostic(wrong.Position, $"an item of '{key}' is {Kind(wrong)}; expected a text."));
                }

                return [.. list.Items.OfType<ScalarNode>().Select(item => item.Value)];
            default:
                faults.Add(new Diagnostic(node.Position, $"'{key}' is {Kind(node)}; expected a list of texts."));
                return [];
        }
    }

    /// <summary>The items of a list of mappings.</summary>
    public IEnumerable<KubeconfigFields> Mappings(string key)
    {
        DocumentNode? node = Node(key);
        if (node is not (null or SequenceNode))
        {
            faults.Add(new Diagnostic(node.Position, $"'{key}' is {Kind(node)}; expected a list."));
        }

        foreach (DocumentNode item in node is SequenceNode list ? list.Items : [])
        {
            if (item is MappingNode inner)
            {
                yield return new KubeconfigFields(inner, folder, faults);
            }
            else
            {
                faults.Add(new Diagnostic(item.Position, $"an item of '{key}' is {Kind(item)}; expected a mapping."));
            }
        }
    }

    public void Fault(SourcePosition position, string message, string? hint = null) => faults.Add(new Diagnostic(position, message, hint));

    /// <summary>A name on the PATH stays; anything with a separator is a path.</summary>
    public string CommandPath(string command) =>
        command.Contains('/', StringComparison.Ordinal) || command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetFullPath(command, folder)
            : command;

    internal static string Short(string value) => value.Length <= 60 ? value : string.Create(CultureInfo.InvariantCulture, $"{value.AsSpan(0, 57)}...");

    private static string Kind(DocumentNode node) => node switch
    {
        MappingNode => "a mapping",
        SequenceNode => "a list",
        _ => "a text",
    };
}
