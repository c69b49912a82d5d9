using System.Runtime.CompilerServices;

namespace Nines.Testing;

/// <summary>
/// Compares a text with a committed file, so that a change of output is a change that a reviewer sees.
/// Run the tests with UPDATE_GOLDEN=1 to rewrite the files, then read the difference.
/// </summary>
public static class Golden
{
    /// <summary>Compares with <c>Golden/name</c> beside the calling test file.</summary>
    /// <exception cref="GoldenMismatchException">The file is missing or differs; the message shows the first difference.</exception>
    public static void Verify(string actual, string name, [CallerFilePath] string testFile = "")
    {
        ArgumentNullException.ThrowIfNull(actual);
        string path = Path.Combine(Path.GetDirectoryName(testFile)!, "Golden", name);
        string normal = actual.ReplaceLineEndings("\n");
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, normal);
            return;
        }

        if (!File.Exists(path))
        {
            throw new GoldenMismatchException($"{path} does not exist. Run the tests with UPDATE_GOLDEN=1 to write it.");
        }

        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (normal != expected)
        {
            throw new GoldenMismatchException(Describe(path, expected, normal));
        }
    }

    /// <summary>True if files are to be rewritten.</summary>
#pragma warning disable RS0030 // The tests' own switch: there is no composition root to read it at.
    public static bool IsUpdating => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";
#pragma warning restore RS0030

    private static string Describe(string path, string expected, string actual)
    {
        string[] wanted = expected.Split('\n');
        string[] got = actual.Split('\n');
        int line = 0;
        while (line < wanted.Length && line < got.Length && wanted[line] == got[line])
        {
            line++;
        }

        string Line(string[] lines) => line < lines.Length ? lines[line] : "(end)";
        return $"""
            {path} differs at line {line + 1}.
            expected: {Line(wanted)}
            actual:   {Line(got)}
            Run the tests with UPDATE_GOLDEN=1 to rewrite it. The whole text was:
            {actual}
            """;
    }
}

/// <summary>A text differs from its golden file.</summary>
public sealed class GoldenMismatchException : Exception
{
    public GoldenMismatchException()
    {
    }

    public GoldenMismatchException(string message)
        : base(message)
    {
    }

    public GoldenMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
