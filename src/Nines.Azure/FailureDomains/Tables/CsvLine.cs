using System.Collections.Immutable;
using System.Text;
using Nines.Text;

namespace Nines.Azure.FailureDomains.Tables;

/// <summary>One line of comma-separated values (RFC 4180, without line breaks in quotes: no name or domain has one).</summary>
internal static class CsvLine
{
    /// <summary>Fields without the blanks around them; null when the line is no CSV, and then <paramref name="fault"/> says why.</summary>
    public static ImmutableArray<Cell>? Split(string line, string file, int number, out Diagnostic? fault)
    {
        fault = null;
        var cells = ImmutableArray.CreateBuilder<Cell>();
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
                if (Quoted(line, ref at) is not { } text)
                {
                    fault = new Diagnostic(start, "The quotes that begin here are not closed on this line.", "Close them; a quote within is written twice.");
                    return null;
                }

                cells.Add(new Cell(text, start));
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
                cells.Add(new Cell(line[at..end].Trim(), start));
                at = end;
            }

            if (at == line.Length)
            {
                return cells.ToImmutable();
            }

            at++;
        }
    }

    private static string? Quoted(string line, ref int at)
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
