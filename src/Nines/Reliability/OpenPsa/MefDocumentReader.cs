using System.Xml;
using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>
/// Reads the XML of one file into a tree of the relevant elements, with an explicit stack. Nothing outside the file is opened here:
/// document types and entities are refused, and includes are left to <see cref="MefIncludes"/>.
/// </summary>
internal sealed class MefDocumentReader(
    string file, OpenPsaLimits limits, MefUsage usage, OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
{
    private const int MaxLabelLength = 1000;
    private const int MaxValueLength = 1000;
    private const int MaxQuoteLength = 40;

    private readonly List<MefElement> _open = [];
    private MefElement? _root;
    private int _skippedDepth = -1;
    private bool _isInLabel;

    /// <summary>Reads a file.</summary>
    /// <returns>The root; null when there is none or the file is not well-formed, which has then been reported.</returns>
    public MefElement? Read(Stream stream)
    {
        var limited = new LimitedStream(stream, limits.MaxBytes - usage.Bytes, cancellationToken);
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CloseInput = false,
        };
        try
        {
            using var reader = XmlReader.Create(limited, settings);
            var lines = (IXmlLineInfo)reader;
            while (reader.Read())
            {
                if (!Take(reader, lines))
                {
                    return null;
                }
            }

            usage.Bytes += limited.BytesRead;
            return _root;
        }
        catch (XmlException fault)
        {
            diagnostics.Error(At(fault.LineNumber, fault.LinePosition), Explain(fault, limited));
            return null;
        }
        catch (Exception fault) when (fault is NotSupportedException or ArgumentException)
        {
            // An encoding that the platform does not know.
            diagnostics.Error(At(1, 1), "The encoding that this file declares is not supported; save it as UTF-8.");
            return null;
        }
    }

    private bool Take(XmlReader reader, IXmlLineInfo lines)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                if (_skippedDepth < 0 && !Open(reader, lines))
                {
                    return false;
                }

                break;
            case XmlNodeType.EndElement when _skippedDepth >= 0:
                _skippedDepth = reader.Depth == _skippedDepth ? -1 : _skippedDepth;
                _isInLabel &= _skippedDepth >= 0;
                break;
            case XmlNodeType.EndElement:
                _open.RemoveAt(_open.Count - 1);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA when _isInLabel:
                _open[^1].Label ??= Shorten(reader.Value.Trim(), MaxLabelLength);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA when _skippedDepth < 0 && !string.IsNullOrWhiteSpace(reader.Value):
                diagnostics.Error(At(lines.LineNumber, lines.LinePosition), $"Text is not allowed inside <{_open[^1].Tag}>; remove it.");
                break;
        }

        return true;
    }

    /// <returns>False when reading cannot go on.</returns>
    private bool Open(XmlReader reader, IXmlLineInfo lines)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int line = lines.LineNumber;
        int column = lines.LinePosition - 1;
        string tag = reader.LocalName;
        MefContext parent = _open.Count == 0 ? MefContext.Document : _open[^1].Context;
        if (MefGrammar.Child(parent, tag) is not { } context)
        {
            Unknown(tag, parent, At(line, column));
            Skip(reader);
            return parent != MefContext.Document;
        }

        if (++usage.Elements > limits.MaxElements)
        {
            diagnostics.Error(At(line, column), $"The model has more than {limits.MaxElements:N0} elements.");
            return false;
        }

        var element = new MefElement(tag, context, file, line, column);
        if (reader.Depth >= limits.MaxDepth)
        {
            diagnostics.Error(element, $"Elements are nested more than {limits.MaxDepth} deep.");
            Skip(reader);
            return true;
        }

        bool isEmpty = reader.IsEmptyElement;
        ReadAttributes(reader, element);
        switch (context)
        {
            case MefContext.Label:
                _isInLabel = !isEmpty;
                Skip(reader);
                break;
            case MefContext.Ignored:
                Skip(reader);
                break;
            default:
                Append(element, isEmpty);
                break;
        }

        return true;
    }

    private void Append(MefElement element, bool isEmpty)
    {
        if (_open.Count > 0)
        {
            _open[^1].Add(element);
        }
        else
        {
            _root = element;
        }

        if (!isEmpty)
        {
            _open.Add(element);
        }
    }

    private void Skip(XmlReader reader)
    {
        reader.MoveToElement();
        _skippedDepth = reader.IsEmptyElement ? -1 : reader.Depth;
    }

    private void ReadAttributes(XmlReader reader, MefElement element)
    {
        if (reader.HasAttributes)
        {
            var attributes = new KeyValuePair<string, string>[reader.AttributeCount];
            for (int i = 0; i < attributes.Length; i++)
            {
                reader.MoveToAttribute(i);
                string value = reader.Value.Trim();
                if (value.Length > MaxValueLength)
                {
                    diagnostics.Error(element, $"An attribute is longer than {MaxValueLength} characters.");
                }

                attributes[i] = new(reader.LocalName, Shorten(value, MaxValueLength));
            }

            reader.MoveToElement();
            element.SetAttributes(attributes);
        }

        foreach (string required in MefGrammar.RequiredAttributes(element.Context, element.Tag))
        {
            if (string.IsNullOrEmpty(element.Attribute(required)))
            {
                string? near = Spelling.Nearest(required, element.AttributeNames);
                diagnostics.Error(
                    element,
                    $"<{element.Tag}> needs the attribute '{required}'.",
                    () => near is null || near == required ? null : $"It has '{near}'.");
            }
        }
    }

    private SourcePosition At(int line, int column) => new(file, line, column);

    private void Unknown(string tag, MefContext parent, SourcePosition position)
    {
        if (parent == MefContext.Document)
        {
            diagnostics.Error(position, $"Expected an Open-PSA model, <opsa-mef>, but found <{Shorten(tag, MaxQuoteLength)}>.");
            return;
        }

        if (MefRefusals.Find(tag) is var (what, fix))
        {
            diagnostics.Error(position, $"<{tag}>: {what}", () => fix);
            return;
        }

        string within = _open[^1].Tag;
        diagnostics.Error(
            position, $"<{Shorten(tag, MaxQuoteLength)}> is not known inside <{within}>.", () => Spelling.Hint(tag, MefGrammar.Children(parent).Order(StringComparer.Ordinal)));
    }

    private string Explain(XmlException fault, LimitedStream limited)
    {
        if (limited.IsExceeded)
        {
            return $"The model is larger than {limits.MaxBytes / (1 << 20):N0} MiB.";
        }

        if (limited.BytesRead == 0)
        {
            return "The file is empty; expected an Open-PSA model, <opsa-mef>.";
        }

        if (fault.Message.Contains("DTD", StringComparison.Ordinal))
        {
            return "A document type (<!DOCTYPE>) is not allowed here; remove it. Another file of the model is read by <include file=\"...\"/>.";
        }

        // The framework's sentence may quote the file, which may be any file.
        return "This is not well-formed XML; expected an Open-PSA model, <opsa-mef>.";
    }

    private static string Shorten(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…");
}
