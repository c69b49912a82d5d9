using System.Collections.Immutable;
using System.Text;

namespace Nines.Text;

/// <param name="Text">Text without quotes and without the blanks around it; empty when the cell is.</param>
/// <param name="Position">Position of the cell.</param>
public readonly record struct CsvCell(string Text, SourcePosition Position);

/// <summary>Splits a line of comma-separated values (RFC 4180, without line breaks in quotes: no name or value here has one).</summary>
public static class CsvSplitter
{
    /// <summary>Splits a line into cells.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="file">The file, for positions.</param>
    /// <param name="number">The number of the line, from 1.</param>
    /// <param name="fault">The syntax error; null when there is none.</param>
    /// <returns>The cells; null for a syntax error.</returns>
    public static ImmutableArray<CsvCell>? Split(string line, string file, int number, out Diagnostic? fault)
    {
        ArgumentNullException.ThrowIfNull(line);
        fault = null;
        var cells = ImmutableArray.CreateBuilder<CsvCell>();
        int at = 0;
        while (true)
        {
            while (at < line.Length && line[at] is (' ' or '\t'))
            {
                at++;
            }

            var start = new SourcePosition(file, number, at + 1);
            if (at < line.Length && line[at] == '"')
            {
                if (ReadQuoted(line, ref at) is not { } text)
                {
                    fault = new Diagnostic(start, "The quotes that begin here are not closed on this line.", "Close them; a quote within is written twice.");
                    return null;
                }

                cells.Add(new CsvCell(text, start));
                while (at < line.Length && line[at] is (' ' or '\t'))
                {
                    at++;
                }

                if (at < line.Length && line[at] != ',')
                {
                    fault = new Diagnostic(new SourcePosition(file, number, at + 1), "Expected a comma after the closing quotes.", "A quote within quotes is written twice.");
                    return null;
                }
            }
            else
            {
                int end = line.IndexOf(',', at);
                end = end < 0 ? line.Length : end;
                if (line.AsSpan(at, end - at).IndexOf('"') is >= 0 and var quote)
                {
                    fault = new Diagnostic(new SourcePosition(file, number, at + quote + 1), "Found quotes within a value.", "Put the value into quotes; a quote within is written twice.");
                    return null;
                }

                cells.Add(new CsvCell(line[at..end].Trim(), start));
                at = end;
            }

            if (at == line.Length)
            {
                return cells.ToImmutable();
            }

            at++;
        }
    }

    private static string? ReadQuoted(string line, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                text.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                text.Append('"');
                at++;
            }
            else
            {
                at++;
                return text.ToString();
            }
        }

        return null;
    }
}
