using System.Text;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>Escapes text from a cluster or a file for Markdown, so that it cannot create markup, table cells, links or mentions.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*_{}[]()#+!|~$";

    public static string Escape(string? text)
    {
        string plain = Sanitizer.Clean(text);
        var safe = new StringBuilder(plain.Length + 16);
        foreach (char letter in plain)
        {
            switch (letter)
            {
                case '<':
                    safe.Append("&lt;");
                    break;
                case '>':
                    safe.Append("&gt;");
                    break;
                case '&':
                    safe.Append("&amp;");
                    break;

                // Sites create links and mentions after they have removed escapes: an empty comment separates the characters.
                case '@':
                    safe.Append("@<!-- -->");
                    break;
                case '/' when safe.Length > 0 && safe[^1] == ':':
                    safe.Append("<!-- -->/");
                    break;
                case '.' when EndsWithWww(safe):
                    safe.Append("<!-- -->.");
                    break;
                default:
                    if (Special.Contains(letter, StringComparison.Ordinal))
                    {
                        safe.Append('\\');
                    }

                    safe.Append(letter);
                    break;
            }
        }

        return safe.ToString();
    }

    private static bool EndsWithWww(StringBuilder text) =>
        text.Length > 2 && text[^1] is ('w' or 'W') && text[^2] is ('w' or 'W') && text[^3] is ('w' or 'W');
}
