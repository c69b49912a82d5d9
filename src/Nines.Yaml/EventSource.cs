using Nines.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nines.Yaml;

/// <summary>The parse events of a text, one after another; whatever goes wrong in the parser becomes a diagnostic.</summary>
internal sealed class EventSource(string text, string file) : IDisposable
{
    private readonly StringReader _reader = new(text);
    private Parser? _parser;

    /// <summary>The syntax error that ended the events; null at the end of a valid text.</summary>
    public Diagnostic? Fault { get; private set; }

    public ParsingEvent? Next()
    {
        // A third-party parser on untrusted text: any exception of it is reported as an error of the text.
#pragma warning disable CA1031
        try
        {
            _parser ??= new Parser(new Scanner(_reader, skipComments: true));
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException exception)
        {
            Fault = new Diagnostic(PositionOf(exception.Start, file), Sentence(exception), HintFor(exception));
        }
        catch (Exception exception)
        {
            SourcePosition last = _parser?.Current is { } current ? PositionOf(current.End, file) : new SourcePosition(file, 1, 1);
            Fault = new Diagnostic(last, $"What follows is not YAML ({exception.GetType().Name}).", "Check quotes, brackets and indentation from here on.");
        }
#pragma warning restore CA1031

        return null;
    }

    public static SourcePosition PositionOf(Mark mark, string file) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    public void Dispose() => _reader.Dispose();

    private static string Sentence(YamlException exception)
    {
        string text = exception.Message;
        // Some messages repeat the position in front.
        int end = text.StartsWith('(') ? text.IndexOf("): ", StringComparison.Ordinal) : -1;
        return "This is not YAML: " + (end < 0 ? text : text[(end + 3)..]).TrimEnd('.') + ".";
    }

    /// <summary>The place that the parser names may be the start of what it was reading, so its end and the line after it count too.</summary>
    private string HintFor(YamlException exception)
    {
        string[] lines = text.Split('\n', (int)Math.Min(text.Length, exception.End.Line) + 2);
        int first = (int)Math.Clamp(exception.Start.Line, 1, lines.Length) - 1;
        int last = (int)Math.Clamp(exception.End.Line, 1, lines.Length) - 1;
        return lines[first..Math.Min(lines.Length, Math.Max(first, last) + 2)].Any(IsIndentedWithTabs)
            ? "Indent with spaces instead of tabs."
            : "Check the indentation, brackets and quotes here; put texts with : # { [ or % at the start in quotes.";
    }

    private static bool IsIndentedWithTabs(string line) => line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length).Contains('\t');
}
