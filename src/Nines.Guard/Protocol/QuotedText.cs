namespace Nines.Guard.Protocol;

/// <summary>
/// What faults quote of a review. Only what looks like what was expected is quoted, and that much of it: the message goes to callers and to the log,
/// and a token in the wrong field, a line break or a megabyte must not.
/// </summary>
internal static class QuotedText
{
    private const int Longest = 63;

    public static string Kind(string? given) => Quote(given, static letter => char.IsAsciiLetter(letter));

    public static string ApiVersion(string? given) =>
        given?.Split('/') is [_, ['v', .. { Length: <= 8 }]] or null
            ? Quote(given, static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '/' or '-')
            : Other;

    /// <summary>A key of a map, as a step of a path.</summary>
    public static string Key(string given) =>
        given.Length is > 0 and <= Longest && given.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '/' or '-' or '_') ? given : "(a key)";

    private const string Other = "something else";

    private static string Quote(string? given, Func<char, bool> isUsual) =>
        given is null ? "missing" : given.Length is > 0 and <= Longest && given.All(isUsual) ? $"'{given}'" : Other;
}
