using System.Buffers;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// Which names may become part of an action or a scope. Anything else cannot name an object of Kubernetes, and could turn one question
/// into another: a slash moves the borders between group, resource and verb, dots climb up.
/// </summary>
internal static class NameRules
{
    private const int MostLength = 253;

    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:");
    private static readonly SearchValues<char> s_path = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:~@=,+");

    public static bool IsName(ReadOnlySpan<char> text) => IsGood(text, s_name);

    public static bool IsNameOrAny(string text) => text == ActionVerb.Any || IsName(text);

    public static bool IsPathSegment(ReadOnlySpan<char> text) => IsGood(text, s_path);

    private static bool IsGood(ReadOnlySpan<char> text, SearchValues<char> allowed) =>
        text.Length is > 0 and <= MostLength && !text.ContainsAnyExcept(allowed) && text is not "." and not "..";
}
