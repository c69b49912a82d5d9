using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nines.Yaml;

/// <summary>Builds nodes from the stream of parse events, with an explicit stack and a running count of the nodes.</summary>
internal sealed class DocumentBuilder(string file, YamlLimits limits, CancellationToken cancellationToken)
{
    private static readonly FrozenSet<string> _coreTags =
        FrozenSet.Create(StringComparer.Ordinal, "str", "int", "float", "bool", "null", "map", "seq");

    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly Stack<Frame> _frames = new();
    private readonly Dictionary<string, Built> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _openAnchors = new(StringComparer.Ordinal);
    private Built? _root;
    private int _documents;
    private long _nodes;
    private bool _hasAliases;
    private bool _stopped;

    public ReadResult<DocumentNode> Build(string text)
    {
        using var events = new EventSource(text, file);
        while (!_stopped && events.Next() is { } current)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(current);
            _stopped |= _diagnostics.Count >= limits.MaxDiagnostics;
        }

        if (events.Fault is { } fault)
        {
            _diagnostics.Add(fault);
        }
        else if (_root is null or { Node: ScalarNode { Value: "", IsQuoted: false } } && _diagnostics.Count == 0)
        {
            Report(new SourcePosition(file, 1, 1), "The file is empty.", "examples/ has files to start from.");
        }

        return _diagnostics.Count > 0
            ? ReadResult.Failed<DocumentNode>([.. _diagnostics.Distinct().OrderBy(each => each.Position.Line).ThenBy(each => each.Position.Column)])
            : ReadResult.Of(_root!.Value.Node);
    }

    private void Take(ParsingEvent current)
    {
        SourcePosition position = EventSource.PositionOf(current.Start, file);
        switch (current)
        {
            case DocumentStart when ++_documents > 1:
                Stop(position, "A second document starts here; a file holds one.", "Put it into a file of its own, or remove the line ---.");
                break;
            case Scalar scalar:
                TakeScalar(scalar, position);
                break;
            case AnchorAlias alias:
                TakeAlias(alias.Value.Value, position);
                break;
            case MappingStart start:
                Begin(start, position, isMapping: true);
                break;
            case SequenceStart start:
                Begin(start, position, isMapping: false);
                break;
            case MappingEnd or SequenceEnd:
                End();
                break;
        }
    }

    private void TakeScalar(Scalar scalar, SourcePosition position)
    {
        bool isText = CheckTag(scalar.Tag, position) || scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any);
        var built = new Built(new ScalarNode(position, scalar.Value, isText), 1, 0);
        if (!Count(1, position))
        {
            return;
        }

        Remember(scalar.Anchor, built);
        Place(built, position);
    }

    private void Begin(NodeEvent start, SourcePosition position, bool isMapping)
    {
        _ = CheckTag(start.Tag, position);
        if (_frames.Count >= limits.MaxDepth)
        {
            Stop(position, $"Lists and mappings are nested more than {limits.MaxDepth} deep.", "Nothing that nines reads is nested that deep.");
            return;
        }

        if (!Count(1, position))
        {
            return;
        }

        if (_frames.TryPeek(out Frame? parent) && parent.ExpectsKey)
        {
            Stop(position, "A list or mapping cannot be a key.", "Use a plain name as the key; put a text that starts with { or [ in quotes.");
            return;
        }

        string? anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null)
        {
            _openAnchors.Add(anchor);
        }

        _frames.Push(new Frame(position, isMapping, anchor));
    }

    private void End()
    {
        Frame frame = _frames.Pop();
        if (frame.Merge is { } merge)
        {
            ApplyMerge(frame, merge.Position, merge.Value);
        }

        Built built = frame.Finish();
        if (frame.Anchor is { } anchor)
        {
            _openAnchors.Remove(anchor);
            _anchors[anchor] = built;
        }

        Place(built, built.Node.Position);
    }

    private void TakeAlias(string name, SourcePosition position)
    {
        _hasAliases = true;
        if (_openAnchors.Contains(name))
        {
            Report(position, $"The alias *{name} stands inside what it repeats.", "Repeat it from outside of it.");
        }
        else if (!_anchors.TryGetValue(name, out Built target))
        {
            string? nearest = Spelling.Nearest(name, _anchors.Keys);
            Report(
                position,
                $"The alias *{name} has no anchor &{name} before it.",
                nearest is null ? "Anchor what it repeats with &" + name + " first." : $"Did you mean *{nearest}?");
        }
        else if (_frames.Count + target.Height > limits.MaxDepth)
        {
            Stop(position, $"With this alias, lists and mappings are nested more than {limits.MaxDepth} deep.", "Nothing that nines reads is nested that deep.");
            return;
        }
        else if (!Count(target.Size, position))
        {
            return;
        }
        else
        {
            Place(target, position);
            return;
        }

        // The place still needs a value, so that the rest of the mapping stays in step.
        Place(new Built(new ScalarNode(position, "", false), 1, 0), position);
    }

    /// <summary>Adds a finished node as the root, a key, a value or an item.</summary>
    private void Place(Built built, SourcePosition position)
    {
        if (!_frames.TryPeek(out Frame? frame))
        {
            _root ??= built;
        }
        else if (frame.ExpectsKey)
        {
            PlaceKey(frame, built, position);
        }
        else if (frame.IsMergeValue)
        {
            frame.Merge = (position, built);
            frame.Skip();
        }
        else
        {
            frame.Add(built);
        }
    }

    private void PlaceKey(Frame frame, Built built, SourcePosition position)
    {
        if (built.Node is not ScalarNode scalar || scalar is { Value: "", IsQuoted: false })
        {
            Report(position, "A key is missing before the colon.", "Write the name of the key, or remove the line.");
            frame.SetKey(null, position, isUsable: false);
        }
        else if (scalar is { Value: Frame.MergeKey, IsQuoted: false })
        {
            if (frame.Merge is not null)
            {
                Report(position, "A mapping can have only one merge key <<.", "Merge several with <<: [*a, *b].");
            }

            frame.SetKey(Frame.MergeKey, position, isUsable: false);
        }
        else if (frame.Claim(scalar.Value, position) is { } earlier)
        {
            Report(
                position,
                $"The key {scalar.Value} is duplicated; its first place is line {earlier.Line}.",
                "Remove one, or join the two.");
            frame.SetKey(scalar.Value, position, isUsable: false);
        }
        else
        {
            frame.SetKey(scalar.Value, position, isUsable: true);
        }
    }

    /// <summary>Own keys win over merged ones, and the first of several merged mappings over the later ones.</summary>
    private void ApplyMerge(Frame frame, SourcePosition position, Built value)
    {
        ImmutableArray<DocumentNode> sources = value.Node is SequenceNode list ? list.Items : [value.Node];
        frame.AddMergedCost(value);
        foreach (DocumentNode source in sources)
        {
            if (source is not MappingNode mapping)
            {
                Report(position, "A merge key << takes a mapping, or a list of mappings.", "Write <<: *name, where &name anchors a mapping.");
                return;
            }

            foreach (DocumentEntry entry in mapping.Entries.Where(entry => !frame.Holds(entry.Key)))
            {
                frame.AddMerged(entry);
            }
        }
    }

    private void Remember(AnchorName anchor, Built built)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = built;
        }
    }

    /// <summary>True when the tag says that the value is text.</summary>
    private bool CheckTag(TagName tag, SourcePosition position)
    {
        const string core = "tag:yaml.org,2002:";
        if (tag.IsEmpty || tag.IsNonSpecific)
        {
            return tag.IsNonSpecific;
        }

        if (tag.IsLocal || !tag.Value.StartsWith(core, StringComparison.Ordinal) || !_coreTags.Contains(tag.Value[core.Length..]))
        {
            Report(position, $"The tag {tag.Value} has no meaning here.", "Remove the tag and write the value itself.");
        }

        return tag.Value == core + "str";
    }

    private bool Count(long nodes, SourcePosition position)
    {
        _nodes += nodes;
        if (_nodes <= limits.MaxNodes)
        {
            return true;
        }

        Stop(
            position,
            $"{(_hasAliases ? "With every alias written out, the document" : "The document")} has more than {limits.MaxNodes:N0} values.",
            _hasAliases ? "Use fewer aliases of aliases, or split the file." : "Split the file.");
        return false;
    }

    private void Stop(SourcePosition position, string message, string hint)
    {
        Report(position, message, hint);
        _stopped = true;
    }

    private void Report(SourcePosition position, string message, string hint) =>
        _diagnostics.Add(new Diagnostic(position, message, hint));
}
