using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Nines.Testing;

namespace Nines.Measure.Tests;

/// <summary>
/// Keeps words that a native-speaking engineer reads twice out of README, docs, and the texts and comments of src, which include all help
/// and messages.
/// </summary>
public sealed class WordsTests
{
    // Regular expressions.
    private static readonly string[] s_words =
    [
        "tells?|told",
        "mend(s|ed|ing)?",
        "reckon(s|ed|ing)?",
        "anew",
        "learnt",
        "tak(en?|es|ing) for granted",
        "taken to be",
        "stands? in for|stands? in the",
        "comes? of it",
        "left out",
        "with what is left",
        "(people|those) who",
        "(some|no|any)body|whoever",
        "just now",
        "goes away",
        "well-kept",
        "is there twice",
    ];

    private static readonly Lazy<(string Place, string Text)[]> s_texts = new(() => [.. Documents(), .. Literals(), .. Comments()]);

    public static TheoryData<string> Words => [.. s_words];

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_that_is_read_twice_is_absent(string word)
    {
        var pattern = new Regex($@"\b({word})\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        string[] found = [.. s_texts.Value.Where(text => pattern.IsMatch(text.Text)).Select(text => $"{text.Place}: {text.Text.Trim()}")];
        found.ShouldBeEmpty();
    }

    private static IEnumerable<(string Place, string Text)> Documents() =>
        new[] { Repository.File("README.md") }.Concat(Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories))
            .SelectMany(path => File.ReadLines(path).Select((line, index) => ($"{Path.GetRelativePath(Repository.File(""), path)}:{index + 1}", line)));

    private static IEnumerable<(string Place, string Text)> Literals() =>
        Measured.Tree.Files.SelectMany(file => file.Tree.GetRoot().DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
                || token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken) || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken))
            .Select(token => (file.Path, token.ValueText)));

    private static IEnumerable<(string Place, string Text)> Comments() =>
        Measured.Tree.Files.SelectMany(file => file.Tree.GetRoot().DescendantTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
            .SelectMany(trivia => trivia.ToFullString().Split('\n').Select(line => (file.Path, line))));
}
