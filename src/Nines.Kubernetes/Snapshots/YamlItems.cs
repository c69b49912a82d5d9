using System.Text;
using System.Text.Json;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Lists;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Objects out of YAML: documents between lines of ---, each an object or a list of them.</summary>
internal static class YamlItems
{
    private const int MaxDocuments = 100_000;

    public static void Read(Stream stream, string file, RecordSink sink, SnapshotLimits limits, CancellationToken cancellation)
    {
        var yaml = new YamlLimits { MaxBytes = limits.MaxYamlBytes, MaxDepth = limits.Items.MaxDepth / 2, MaxNodes = limits.MaxYamlNodes };
        ReadResult<string> text = SourceText.Read(stream, file, yaml, cancellation);
        if (!text.IsValid)
        {
            sink.Faults.AddRange(text.Diagnostics.Select(fault =>
                fault.Position.Line == 0 ? fault with { Hint = "Take it as JSON (-o json), which may have any length." } : fault));
            return;
        }

        int documents = 0;
        foreach ((string document, int line) in Documents(text.Value))
        {
            cancellation.ThrowIfCancellationRequested();
            if (++documents > MaxDocuments || sink.Faults.Count >= limits.MaxFaults)
            {
                sink.Faults.Add(new Diagnostic(new SourcePosition(file, line + 1, 1), $"Reading stops here: there are more than {MaxDocuments} documents, or too many faults."));
                return;
            }

            if (IsBlank(document))
            {
                continue;
            }

            ReadResult<DocumentNode> parsed = YamlDocument.Parse(document, file, yaml, cancellation);
            if (parsed.IsValid)
            {
                Hand(parsed.Value, line, sink, limits);
            }
            else
            {
                sink.Faults.AddRange(parsed.Diagnostics.Select(fault => fault with { Position = Moved(fault.Position, line) }));
            }
        }
    }

    private static void Hand(DocumentNode document, int line, RecordSink sink, SnapshotLimits limits)
    {
        var envelope = new ListEnvelope { Kind = Text(document, "kind"), ApiVersion = Text(document, "apiVersion") };
        if (Field(document, "items") is not { } items)
        {
            One(document, new ListEnvelope(), line, sink, limits);
            return;
        }

        if (items is SequenceNode list)
        {
            foreach (DocumentNode item in list.Items)
            {
                One(item, envelope, line, sink, limits);
            }
        }

        sink.ListEnded(envelope);
    }

    private static void One(DocumentNode node, ListEnvelope envelope, int line, RecordSink sink, SnapshotLimits limits)
    {
        SourcePosition position = Moved(node.Position, line);
        if (sink.Faults.Count >= limits.MaxFaults)
        {
            return;
        }

        if (node is not MappingNode)
        {
            sink.Add(position, "expected an object of Kubernetes with a 'kind'");
            return;
        }

        try
        {
            sink.Item(Encoding.UTF8.GetBytes(JsonOfYaml.Write(node)), envelope);
        }
        catch (JsonException exception)
        {
            sink.Add(position, $"an object cannot be read: {exception.Message}");
        }
    }

    // A document ends where a line begins with ---; inside a document no text begins at the edge with these.
    private static IEnumerable<(string Text, int Line)> Documents(string text)
    {
        int start = 0;
        int startLine = 0;
        int line = 0;
        for (int at = 0; at <= text.Length; line++)
        {
            int end = text.IndexOf('\n', at) is var found && found < 0 ? text.Length : found;
            ReadOnlySpan<char> content = text.AsSpan(at, end - at);
            if (content.StartsWith("---") && (content.Length == 3 || char.IsWhiteSpace(content[3])))
            {
                yield return (text[start..at], startLine);
                (start, startLine) = (at + 3, line);
            }

            at = end + 1;
        }

        yield return (start >= text.Length ? "" : text[start..], startLine);
    }

    private static bool IsBlank(string document)
    {
        foreach (ReadOnlySpan<char> line in document.AsSpan().EnumerateLines())
        {
            if (line.Trim() is not ("" or "...") and var content && content[0] != '#')
            {
                return false;
            }
        }

        return true;
    }

    private static SourcePosition Moved(SourcePosition position, int lines) => position with { Line = position.Line + lines };

    private static DocumentNode? Field(DocumentNode node, string name) =>
        node is MappingNode mapping ? mapping.Entries.FirstOrDefault(entry => entry.Key == name)?.Value : null;

    private static string? Text(DocumentNode node, string name) => Field(node, name) is ScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;
}
