using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nines.Text;

/// <summary>Writes objects as readable YAML that every version of YAML reads alike, or as JSON.</summary>
public static class YamlWriter
{
    // As deep as documents are read.
    private const int MaxDepth = 64;

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    /// <param name="documents">Maps or lists, not deeper than 64 levels.</param>
    /// <returns>The documents with <c>---</c> between them, and a line feed at the end.</returns>
    /// <exception cref="ArgumentException">One is deeper.</exception>
    public static string Write(params ReadOnlySpan<YamlNode> documents)
    {
        var text = new StringBuilder();
        foreach (YamlNode document in documents)
        {
            text.Append(text.Length == 0 ? "" : "---\n");
            new YamlLayout(text, MaxDepth).WriteDocument(document);
        }

        return text.ToString();
    }

    /// <summary>Writes an object without its comments, in one line.</summary>
    /// <exception cref="InvalidOperationException">It is deeper than 64 levels.</exception>
    public static string WriteJson(YamlNode value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_json))
        {
            WriteJson(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteJson(Utf8JsonWriter writer, YamlNode value)
    {
        switch (value)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach ((string key, YamlNode member) in map.Entries)
                {
                    writer.WritePropertyName(key);
                    WriteJson(writer, member);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (YamlNode item in list)
                {
                    WriteJson(writer, item);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar { Value: string text }:
                writer.WriteStringValue(text);
                break;
            case YamlScalar { Value: bool truth }:
                writer.WriteBooleanValue(truth);
                break;
            case YamlScalar { Value: null }:
                writer.WriteNullValue();
                break;
            case YamlScalar scalar:
                writer.WriteNumberValue((int)scalar.Value!);
                break;
        }
    }
}

/// <summary>Lays values out in blocks, as kubectl does; short lists of scalars stand in one line.</summary>
/// <param name="text">Receives the lines.</param>
/// <param name="maxDepth">Levels of maps and lists.</param>
internal sealed class YamlLayout(StringBuilder text, int maxDepth)
{
    private const int Step = 2;
    private const int NoteColumn = 48;
    private const int MaxLineOfList = 80;

    // A longer key needs the explicit form. Source: YAML 1.2.2, 7.4.2.
    private const int MaxKeyLength = 1_000;

    private int _depth;

    public void WriteDocument(YamlNode document)
    {
        WriteComment(document, 0);
        if (IsInline(document))
        {
            WriteInline(document, 0, 0);
        }
        else
        {
            WriteBlock(document, 0, isBegun: false);
        }
    }

    /// <param name="block">A map or list with content.</param>
    /// <param name="indent">Blanks before each line.</param>
    /// <param name="isBegun">True if the first line continues a line that is indented already.</param>
    private void WriteBlock(YamlNode block, int indent, bool isBegun)
    {
        if (++_depth > maxDepth)
        {
            throw new ArgumentException($"The value is deeper than {maxDepth} levels.", nameof(block));
        }

        if (block is YamlMap map)
        {
            foreach ((string key, YamlNode value) in map.Entries)
            {
                WriteComment(value, indent);
                WriteEntry(key, value, indent, isBegun);
                isBegun = false;
            }
        }
        else
        {
            foreach (YamlNode item in block)
            {
                WriteComment(item, indent);
                WriteItem(item, indent);
            }
        }

        _depth--;
    }

    private void WriteEntry(string key, YamlNode value, int indent, bool isBegun)
    {
        int start = text.Length - (isBegun ? indent : 0);
        text.Append(' ', isBegun ? 0 : indent);
        string name = YamlText.IsPlain(key) ? key : YamlText.Quote(key);
        if (name.Length > MaxKeyLength)
        {
            text.Append("? ").Append(name).Append('\n').Append(' ', indent);
            start = text.Length - indent;
            name = "";
        }

        text.Append(name).Append(':');
        if (IsInline(value) || IsShortList(value, text.Length - start))
        {
            text.Append(' ');
            WriteInline(value, indent, start);
            return;
        }

        EndLine(value, start);
        WriteBlock(value, value is YamlMap ? indent + Step : indent, isBegun: false);
    }

    private void WriteItem(YamlNode item, int indent)
    {
        int start = text.Length;
        text.Append(' ', indent).Append('-');
        if (IsInline(item) || IsShortList(item, text.Length - start))
        {
            text.Append(' ');
            WriteInline(item, indent, start);
            return;
        }

        // Comments and inner lists start on lines of their own; a map starts behind the dash.
        bool isBegun = item is YamlMap { Note: null } map && map.Entries[0].Value.Comment is null;
        if (isBegun)
        {
            text.Append(' ');
        }
        else
        {
            EndLine(item, start);
        }

        WriteBlock(item, indent + Step, isBegun);
    }

    /// <summary>Writes what fits the line, or starts on it.</summary>
    /// <param name="value">A scalar, an empty map or list, or a short list.</param>
    /// <param name="indent">Blanks before the lines around it.</param>
    /// <param name="start">Start of the line.</param>
    private void WriteInline(YamlNode value, int indent, int start)
    {
        if (value is YamlScalar { Value: string content } && YamlText.IsLiteral(content))
        {
            text.Append(content.EndsWith('\n') ? "|" : "|-");
            EndLine(value, start);
            foreach (string line in content.TrimEnd('\n').Split('\n'))
            {
                text.Append(' ', line.Length == 0 ? 0 : indent + Step).Append(line).Append('\n');
            }

            return;
        }

        text.Append(Line(value));
        EndLine(value, start);
    }

    private void WriteComment(YamlNode node, int indent)
    {
        foreach (string line in node.Comment?.Split('\n') ?? [])
        {
            text.Append(' ', indent).Append("# ").Append(Sanitizer.Clean(line)).Append('\n');
        }
    }

    private void EndLine(YamlNode node, int start)
    {
        if (node.Note is { } note)
        {
            text.Append(' ', Math.Max(1, NoteColumn - (text.Length - start))).Append("# ").Append(Sanitizer.Clean(note));
        }

        text.Append('\n');
    }

    private static bool IsInline(YamlNode node) => node is YamlScalar or YamlMap { IsEmpty: true } or YamlList { Items.Length: 0 };

    private static bool IsShortList(YamlNode node, int column) =>
        node is YamlList list
        && list.Items.Length <= MaxLineOfList
        && list.Items.All(item => item is YamlScalar { Comment: null, Note: null })
        && column + 1 + Line(list).Length <= MaxLineOfList;

    private static string Line(YamlNode value) => value switch
    {
        YamlMap => "{}",
        YamlScalar { Value: string text } => YamlText.IsPlain(text) ? text : YamlText.Quote(text),
        YamlScalar { Value: int number } => number.ToString(CultureInfo.InvariantCulture),
        YamlScalar { Value: UnixFileMode mode } => Convert.ToString((int)mode, 8).PadLeft(4, '0'),
        YamlScalar { Value: bool truth } => truth ? "true" : "false",
        YamlList list => $"[{string.Join(", ", list.Items.Select(Line))}]",
        _ => "null",
    };
}

/// <summary>Texts as YAML spells them.</summary>
internal static partial class YamlText
{
    private static readonly FrozenSet<string> s_words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf");

    /// <summary>Returns true for a text that needs no quotes: not if any version of YAML reads it as a number, a boolean, a date or null.</summary>
    public static bool IsPlain(string text) => Plain().IsMatch(text) && !s_words.Contains(text);

    /// <summary>Returns true for a text of several lines that a block shows as it is, with every blank.</summary>
    public static bool IsLiteral(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not (' ' or '\t' or '\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !text.Split('\n').Any(line => line.Length > 0 && string.IsNullOrWhiteSpace(line))
        && text.EnumerateRunes().All(letter => letter.Value is '\n' or '\t' || Sanitizer.IsShown(letter));

    /// <summary>A text in double quotes; what hides or moves the cursor is escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune letter in text.EnumerateRunes())
        {
            _ = letter.Value switch
            {
                '"' or '\\' => quoted.Append('\\').Append((char)letter.Value),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when Sanitizer.IsShown(letter) => quoted.Append(letter.ToString()),
                > char.MaxValue => quoted.Append($"\\U{letter.Value:X8}"),
                _ => quoted.Append($"\\u{letter.Value:X4}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    // Names, paths, flags and quantities (128Mi): narrower than YAML allows.
    [GeneratedRegex(@"^((/|--(?=[A-Za-z])|(?=[A-Za-z]))[A-Za-z0-9_./-]*|[1-9][0-9]*[A-Za-z]+)\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Plain();
}
