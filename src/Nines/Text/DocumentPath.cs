using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Nines.Text;

/// <summary>One step into a document: a key of a mapping, or an index of a list.</summary>
/// <param name="Key">The key; null for an index.</param>
/// <param name="Index">From 0; meaningless for a key.</param>
/// <param name="Column">Column of the step in the path, from 1; 0 when the path was not parsed.</param>
public readonly record struct PathStep(string? Key, int Index, int Column)
{
    public override string ToString() => Key is null ? $"[{Index}]" : DocumentPath.Quote(Key);
}

/// <summary>
/// Path to a value in a document: <c>regions.weu.cluster.nodePools.apps.zones[0]</c>. A key that contains a dot, a bracket or
/// a quote is written in double quotes: <c>availabilities."weu.ingress"</c>; inside them, a backslash escapes the next character.
/// </summary>
public sealed record DocumentPath(string Text, ImmutableArray<PathStep> Steps)
{
    private const int MaxSteps = 64;
    private const int MaxTextLength = 4_000;
    private static readonly char[] _special = ['.', '[', ']', '"', '\\'];

    public override string ToString() => Text;

    /// <summary>The path as text, up to and including a step.</summary>
    public string Upto(int step)
    {
        var text = new StringBuilder();
        foreach (PathStep each in Steps.Take(step + 1))
        {
            text.Append(each.Key is not null && text.Length > 0 ? "." : "").Append(each);
        }

        return text.ToString();
    }

    /// <summary>Parses a path. The diagnostic's position is in the path itself, whose text replaces the file name.</summary>
    public static ReadResult<DocumentPath> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextLength)
        {
            return Fault(text[..40] + "...", 0, $"The path is longer than {MaxTextLength:N0} characters.");
        }

        var steps = ImmutableArray.CreateBuilder<PathStep>();
        int at = 0;
        while (at < text.Length || steps.Count == 0)
        {
            if (steps.Count == MaxSteps)
            {
                return Fault(text, at, $"The path has more than {MaxSteps} steps.");
            }

            bool isIndex = at < text.Length && text[at] == '[';
            if (!isIndex && steps.Count > 0 && text[at++] != '.')
            {
                return Fault(text, at - 1, "Expected a dot or [ here.");
            }

            int start = at;
            PathStep? step = isIndex ? ReadIndex(text, ref at) : ReadKey(text, ref at);
            if (step is null)
            {
                return Fault(text, start, isIndex ? "Expected an index such as [0] here." : "Expected a key here.");
            }

            steps.Add(step.Value);
        }

        return ReadResult.Of(new DocumentPath(text, steps.DrainToImmutable()));
    }

    internal static string Quote(string key) =>
        key.Length > 0 && key.IndexOfAny(_special) < 0 ? key : $"\"{key.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    private static PathStep? ReadIndex(string text, ref int at)
    {
        int start = at;
        int end = text.IndexOf(']', at);
        if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return null;
        }

        at = end + 1;
        return new PathStep(null, index, start + 1);
    }

    private static PathStep? ReadKey(string text, ref int at)
    {
        int start = at;
        if (at < text.Length && text[at] == '"')
        {
            return ReadQuotedKey(text, ref at);
        }

        int length = text.AsSpan(at).IndexOfAny(_special);
        at = length < 0 ? text.Length : at + length;
        return at == start ? null : new PathStep(text[start..at], 0, start + 1);
    }

    private static PathStep? ReadQuotedKey(string text, ref int at)
    {
        int start = at;
        var key = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return new PathStep(key.ToString(), 0, start + 1);
            }

            if (text[at] == '\\' && ++at == text.Length)
            {
                break;
            }

            key.Append(text[at]);
        }

        return null;
    }

    private static ReadResult<DocumentPath> Fault(string text, int index, string message) => ReadResult.Failed<DocumentPath>(new Diagnostic(
        new SourcePosition(text.Length == 0 ? "(empty path)" : text, 1, index + 1),
        message,
        "A path looks like regions.weu.zones[0]; write a key that contains a dot in double quotes."));
}
