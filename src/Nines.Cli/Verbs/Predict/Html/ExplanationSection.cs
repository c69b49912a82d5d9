using System.Collections.Immutable;
using Nines.Cli.Shared;
using Nines.Environments.Predictions;

namespace Nines.Cli.Verbs.Predict.Html;

/// <summary>A calculation as details that open.</summary>
internal static class ExplanationSection
{
    public const string Id = "computed";

    private const int MaxLines = 2_000;

    /// <summary>Browsers nest only so far; what lies deeper is written beside its parent.</summary>
    private const int MaxDepth = 40;

    public static void Write(HtmlText html, ImmutableArray<ExplanationLine> roots)
    {
        if (roots.IsEmpty)
        {
            return;
        }

        html.Write($"""<h2 id="{Id}">How it was computed</h2>{"\n"}""");
        int written = 0;
        int open = 0;
        Stack<(ExplanationLine? Line, int Depth)> todo = new(roots.Reverse().Select(root => ((ExplanationLine?)root, 0)));
        while (todo.TryPop(out (ExplanationLine? Line, int Depth) next))
        {
            if (next.Line is not { } line)
            {
                html.Write($"</details>\n");
                open--;
                continue;
            }

            if (written++ == MaxLines)
            {
                html.Write($"<p>The rest is omitted: the calculation has too many lines to read.</p>\n");
                break;
            }

            bool isParent = !line.Children.IsEmpty && next.Depth < MaxDepth;
            WriteLine(html, line, isParent, next.Depth == 0);
            if (isParent)
            {
                open++;
                todo.Push((null, next.Depth));
            }

            foreach (ExplanationLine child in line.Children.Reverse())
            {
                todo.Push((child, next.Depth + 1));
            }
        }

        for (; open > 0; open--)
        {
            html.Write($"</details>\n");
        }
    }

    private static void WriteLine(HtmlText html, ExplanationLine line, bool isParent, bool isRoot)
    {
        if (isParent)
        {
            html.Write($"<details{(isRoot ? " open" : "")}><summary>{line.Text}</summary>\n");
        }
        else
        {
            html.Write($"""<div class="line">{line.Text}""");
        }

        if (line.Formula is not null)
        {
            html.Write($"<div><code>{line.Formula}</code></div>");
        }

        if (line.Numbers is not null)
        {
            html.Write($"<div><code>= {line.Numbers}</code></div>");
        }

        if (line.Source is not null)
        {
            html.Write($"""<div class="soft">source: {line.Source}</div>""");
        }

        html.WriteTrusted(isParent ? "\n" : "</div>\n");
    }
}
