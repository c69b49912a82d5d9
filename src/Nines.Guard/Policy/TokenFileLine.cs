using System.Collections.Immutable;
using System.Text;

namespace Nines.Guard.Policy;

/// <summary>One line of comma-separated values (RFC 4180), without line breaks inside of quotes.</summary>
internal static class TokenFileLine
{
    /// <returns>Null when a quote is not closed, or stands in the middle of a value.</returns>
    public static ImmutableArray<string>? Split(string line)
    {
        ImmutableArray<string>.Builder values = ImmutableArray.CreateBuilder<string>();
        var value = new StringBuilder();
        int at = 0;
        while (true)
        {
            value.Clear();
            if (at < line.Length && line[at] == '"')
            {
                at++;
                while (true)
                {
                    int quote = line.IndexOf('"', at);
                    if (quote < 0)
                    {
                        return null;
                    }

                    value.Append(line, at, quote - at);
                    at = quote + 1;
                    if (at == line.Length || line[at] != '"')
                    {
                        break;
                    }

                    // A quote that is written twice is one of the value.
                    value.Append('"');
                    at++;
                }
            }
            else
            {
                int comma = line.IndexOf(',', at);
                int end = comma < 0 ? line.Length : comma;
                value.Append(line, at, end - at);
                at = end;
                if (value.ToString().Contains('"', StringComparison.Ordinal))
                {
                    return null;
                }
            }

            values.Add(value.ToString());
            if (at == line.Length)
            {
                return values.ToImmutable();
            }

            if (line[at++] != ',')
            {
                return null;
            }
        }
    }
}
