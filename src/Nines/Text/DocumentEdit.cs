using System.Collections.Immutable;

namespace Nines.Text;

/// <summary>Edits a document. Nodes are immutable: each edit returns a new root.</summary>
public static class DocumentEdit
{
    /// <summary>Sets the value at a path. Missing mappings on the way are created; the index after a list's last item appends.</summary>
    /// <param name="root">The document.</param>
    /// <param name="path">See <see cref="DocumentPath"/>.</param>
    /// <param name="value">The new value; later diagnostics name its position.</param>
    public static ReadResult<DocumentNode> Set(DocumentNode root, string path, DocumentNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Change(root, path, value);
    }

    /// <summary>Removes an entry of a mapping or an item of a list; a diagnostic when there is none.</summary>
    /// <inheritdoc cref="Set"/>
    public static ReadResult<DocumentNode> Delete(DocumentNode root, string path) => Change(root, path, null);

    private static ReadResult<DocumentNode> Change(DocumentNode root, string path, DocumentNode? value)
    {
        ArgumentNullException.ThrowIfNull(root);
        ReadResult<DocumentPath> parsed = DocumentPath.Parse(path);
        if (!parsed.IsValid)
        {
            return ReadResult.Failed<DocumentNode>(parsed.Diagnostics);
        }

        // Down to the place, remembering the containers passed; then up again, replacing each by a changed copy.
        ImmutableArray<PathStep> steps = parsed.Value.Steps;
        var passed = new DocumentNode[steps.Length];
        DocumentNode node = root;
        for (int step = 0; step < steps.Length; step++)
        {
            passed[step] = node = AsContainer(node, steps[step], value is not null);
            bool isLast = step == steps.Length - 1;
            DocumentNode? child = Child(node, steps[step]);
            if (!Fits(node, steps[step], isLast && value is not null) || (child is null && value is null))
            {
                return ReadResult.Failed<DocumentNode>(Missing(node, parsed.Value, step));
            }

            node = child ?? new ScalarNode((value ?? node).Position, "", IsQuoted: false);
        }

        DocumentNode? changed = value;
        for (int step = steps.Length - 1; step >= 0; step--)
        {
            changed = Replace(passed[step], steps[step], changed, (value ?? root).Position);
        }

        return ReadResult.Of(changed!);
    }

    /// <summary>An empty value becomes a mapping when a key is set in it.</summary>
    private static DocumentNode AsContainer(DocumentNode node, PathStep step, bool isSetting) =>
        isSetting && step.Key is not null && node is ScalarNode { IsQuoted: false, Value: "" or "~" or "null" }
            ? new MappingNode(node.Position, [])
            : node;

    private static bool Fits(DocumentNode node, PathStep step, bool mayAppend) => node switch
    {
        MappingNode => step.Key is not null,
        SequenceNode list => step.Key is null && step.Index < list.Items.Length + (mayAppend ? 1 : 0),
        _ => false,
    };

    private static DocumentNode? Child(DocumentNode node, PathStep step) => node switch
    {
        MappingNode mapping when step.Key is not null =>
            mapping.Entries.FirstOrDefault(entry => entry.Key == step.Key)?.Value,
        SequenceNode list when step.Key is null && step.Index < list.Items.Length => list.Items[step.Index],
        _ => null,
    };

    private static DocumentNode Replace(DocumentNode node, PathStep step, DocumentNode? value, SourcePosition position)
    {
        if (node is SequenceNode list)
        {
            return list with
            {
                Items = value is null ? list.Items.RemoveAt(step.Index)
                    : step.Index == list.Items.Length ? list.Items.Add(value)
                    : list.Items.SetItem(step.Index, value),
            };
        }

        var mapping = (MappingNode)node;
        int index = 0;
        while (index < mapping.Entries.Length && mapping.Entries[index].Key != step.Key)
        {
            index++;
        }

        return mapping with
        {
            Entries = value is null ? mapping.Entries.RemoveAt(index)
                : index == mapping.Entries.Length ? mapping.Entries.Add(new DocumentEntry(step.Key!, position, value))
                : mapping.Entries.SetItem(index, mapping.Entries[index] with { Value = value }),
        };
    }

    private static Diagnostic Missing(DocumentNode node, DocumentPath path, int step)
    {
        var position = new SourcePosition(path.Text, 1, path.Steps[step].Column);
        string place = step == 0 ? "the document" : path.Upto(step - 1);
        PathStep wanted = path.Steps[step];
        return node switch
        {
            MappingNode mapping when wanted.Key is { } key => new Diagnostic(
                position, $"There is no '{key}' in {place}.", KeyHint(key, mapping)),
            MappingNode => new Diagnostic(position, $"{Capital(place)} is a mapping, so {wanted} does not fit.", "Name one of its keys instead."),
            SequenceNode list when wanted.Key is null => new Diagnostic(
                position, $"There is no item {wanted} in {place}.", list.Items.IsEmpty ? "The list is empty." : $"The items are [0] to [{list.Items.Length - 1}]."),
            SequenceNode => new Diagnostic(position, $"{Capital(place)} is a list, so '{wanted.Key}' does not fit.", "Name an item by its index, such as [0]."),
            _ => new Diagnostic(position, $"{Capital(place)} is a single value, so nothing is inside of it.", "Set it as a whole."),
        };
    }

    private static string? KeyHint(string key, MappingNode mapping)
    {
        const int maxNames = 12;
        return Spelling.Hint(key, mapping.Entries.Select(entry => entry.Key))
            ?? (mapping.Entries.Length is > 0 and <= maxNames ? $"There are: {string.Join(", ", mapping.Entries.Select(entry => entry.Key))}." : null);
    }

    private static string Capital(string text) => text.StartsWith("the ", StringComparison.Ordinal) ? "T" + text[1..] : text;
}
