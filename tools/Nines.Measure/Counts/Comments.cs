using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nines.Measure.Sources;

namespace Nines.Measure.Counts;

/// <param name="Share">Lines of comments of any kind, in lines that are not blank.</param>
/// <param name="Inline">Lines of comments inside the code, in lines that are not blank.</param>
/// <param name="DocComments">Summaries, parameters, results and remarks.</param>
/// <param name="Questions">Those that begin with what, how, whether, where or who.</param>
internal sealed record Comments(double Share, double Inline, int DocComments, int Questions)
{
    private static readonly ImmutableArray<string> QuestionWords = ["what", "how", "whether", "where", "who"];

    public static Comments Count(IEnumerable<SourceFile> files)
    {
        int lines = 0, all = 0, inline = 0, docs = 0, questions = 0;
        foreach (SourceFile file in files)
        {
            string[] text = file.Tree.GetText().ToString().Split('\n');
            lines += text.Count(line => line.Trim().Length > 0);
            all += text.Count(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal));
            inline += text.Count(line => line.TrimStart() is ['/', '/', not '/', ..] or "//");
            foreach (string first in FirstWords(file))
            {
                docs++;
                questions += QuestionWords.Contains(first, StringComparer.OrdinalIgnoreCase) ? 1 : 0;
            }
        }

        return new Comments((double)all / lines, (double)inline / lines, docs, questions);
    }

    private static IEnumerable<string> FirstWords(SourceFile file) =>
        file.Tree.GetRoot().DescendantTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
            .SelectMany(trivia => trivia.GetStructure()!.ChildNodes().OfType<XmlElementSyntax>())
            .Select(element => string.Concat(element.Content.Select(part => part.ToString())).Replace("///", "", StringComparison.Ordinal).Trim())
            .Where(text => text.Length > 0)
            .Select(text => new string([.. text.TakeWhile(char.IsLetter)]));
}
