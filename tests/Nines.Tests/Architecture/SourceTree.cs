using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nines.Testing;

namespace Nines.Tests.Architecture;

/// <param name="Path">From the root, with forward slashes.</param>
/// <param name="Code">The text without comments and literals.</param>
/// <param name="Lines">How long the file is.</param>
internal sealed record SourceFile(string Path, string Code, int Lines)
{
    /// <summary>The namespace that the file declares; empty for none.</summary>
    public string Namespace { get; } = Regex.Match(
        Code, @"^namespace\s+(?<name>[\w.]+)\s*[;{]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["name"].Value;
}

/// <summary>The sources of this repository as text.</summary>
internal static partial class SourceTree
{
    /// <summary>Every C# file below a folder, without what a build left there.</summary>
    public static ImmutableArray<SourceFile> Below(string folder)
    {
        string root = Repository.File("");
        return
        [
            .. Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(Read),
        ];
    }

    private static SourceFile Read(string path)
    {
        string text = File.ReadAllText(Repository.File(path));
        return new SourceFile(path, NotCode().Replace(text, " "), text.AsSpan().Count('\n'));
    }

    // Comments, texts and characters. What stands between the braces of an interpolated text goes too, which a test of names survives.
    [GeneratedRegex(
        """(//[^\n]*)|(/\*.*?\*/)|(\$*"{3,}.*?"{3,})|(\$?@\$?"([^"]|"")*")|("(\\.|[^"\\\n])*")|('(\\.|[^'\\\n])+')""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NotCode();
}
