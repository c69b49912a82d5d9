using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Nines.Testing;

namespace Nines.Measure.Tests;

/// <summary>
/// Counts words that a native-speaking engineer reads twice, in README, docs and the texts of src, which include all help and messages.
/// A count only ever gets lower; at zero the word is gone for good.
/// </summary>
public sealed class WordsTests
{
    // The word as a regular expression, and how often it may still occur.
    private static readonly (string Word, int Max)[] s_words =
    [
        ("tells?", 33),
        ("mend(s|ed|ing)?", 5),
        ("reckon(s|ed|ing)?", 16),
        ("anew", 8),
        ("learnt", 3),
        ("tak(en?|es|ing) for granted", 3),
        ("taken to be", 6),
        ("stands? in for|stands? in the", 5),
        ("comes? of it", 0),
        ("left out", 93),
        ("with what is left", 0),
        ("(people|those) who", 3),
        ("(some|no)body|whoever", 50),
        ("just now", 0),
        ("goes away", 1),
        ("well-kept", 0),
        ("is there twice", 11),
    ];

    private static readonly Lazy<(string Place, string Text)[]> s_texts = new(() => [.. Documents(), .. Literals()]);

    public static TheoryData<string> Words => [.. s_words.Select(word => word.Word)];

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_that_is_read_twice_only_gets_rarer(string word)
    {
        var pattern = new Regex($@"\b({word})\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        string[] found = [.. s_texts.Value.Where(text => pattern.IsMatch(text.Text)).Select(text => $"{text.Place}: {text.Text.Trim()}")];
        found.Length.ShouldBeLessThanOrEqualTo(s_words.Single(known => known.Word == word).Max, string.Join('\n', found));
    }

    private static IEnumerable<(string Place, string Text)> Documents() =>
        new[] { Repository.File("README.md") }.Concat(Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories))
            .SelectMany(path => File.ReadLines(path).Select((line, index) => ($"{Path.GetRelativePath(Repository.File(""), path)}:{index + 1}", line)));

    private static IEnumerable<(string Place, string Text)> Literals() =>
        Measured.Tree.Files.SelectMany(file => file.Tree.GetRoot().DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
                || token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken) || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken))
            .Select(token => (file.Path, token.ValueText)));
}
