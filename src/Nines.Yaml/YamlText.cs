using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nines.Yaml;

/// <summary>Writes JSON values as readable YAML: block style, and plain scalars where they cannot be read as another type.</summary>
public static class YamlText
{
    private const int MaxDepth = 64;

    /// <param name="value">An object or a list; not deeper than 64 levels.</param>
    /// <returns>One document, without a marker, with a line feed at its end.</returns>
    /// <exception cref="ArgumentException">It is deeper.</exception>
    public static string Write(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(2, int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, value, 0);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"The value is deeper than {MaxDepth} levels.", nameof(value));
        }

        switch (value)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, members.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach ((string key, JsonNode? member) in members)
                {
                    emitter.Emit(Text(key));
                    Emit(emitter, member, depth + 1);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (JsonNode? item in items)
                {
                    Emit(emitter, item, depth + 1);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(value is not null && value.GetValueKind() == JsonValueKind.String ? Text(value.GetValue<string>()) : new Scalar(value?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static Scalar Text(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true);

    // Narrower than YAML allows: what reads as a number, a boolean, a date or null in any version of YAML is quoted.
    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/')
        && !_words.Contains(text);

    private static readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase) { "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf" };
}
