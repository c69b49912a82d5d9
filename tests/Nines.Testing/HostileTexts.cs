using System.Collections.Immutable;

namespace Nines.Testing;

/// <summary>Texts that some version of YAML, or some reader, takes for something else.</summary>
public static class HostileTexts
{
    public static ImmutableArray<string> All { get; } =
    [
        "", " ", "true", "No", "y", "ON", "null", "Null", "~", "0", "007", "0440", "0o17", "0x1F", "0b101", "1_000", "12:30:45", "1e3", "1E-3", "-1", "+1", "1.", ".5", "-.inf",
        ".NaN", "inf", "2026-01-01", "2026-01-01T10:00:00Z", "<<", "=", "-", "--", "---", "...", "- a", "--- a", "-a", "? a", "?", ":", "a: b", "a:", "a #b", "#b", "a#b", " a", "a ", "\ta",
        "&a", "*a", "!a", "!!str a", "%a", "@a", "`a`", "|", ">", "{a: 1}", "[a]", "a, b", "a]", "'a'", "\"a\"", "a\\b", "a\"b", "a'b", "$(VAR)", "two\nlines", "two\nlines\n", "two\nlines\n\n",
        "\nfirst", "  indented\nlines", "\tindented\nlines", "# hash\nlines", "a\n\nb", "a\n  \nb", "a \nb", "a\n b\n  c\n", "a\r\nb", "a\rb", "---\nb", "key: |\n  x\n", "a\tb", "a\tb\nc",
        "\0", "\u001b[31m", "\u0085", "a\u2028b", "\u202e", "\ufeff", "\ue000", "\u00a0", "é", "emoji \U0001F600", "\U000E0001", "128Mi", "100m", "1d", "0s", "1.5s", "9a9", "/a", "/", "--a", "--1", "a/b.c_d-e",
    ];
}
