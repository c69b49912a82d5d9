using System.Buffers;
using System.Collections.Immutable;

namespace Nines.Guard.Decisions;

/// <summary>User of a request, as kube-apiserver names users (authentication.k8s.io UserInfo). Names are not normalized, as in kube-apiserver.</summary>
/// <param name="Name">The user name; empty only in a review that is refused.</param>
/// <param name="Uid">Empty when there is none.</param>
/// <param name="Groups">In the order of the review, duplicates kept.</param>
/// <param name="Extra">Values by key; the object id of an Entra ID user is under <see cref="ObjectIdKey"/>.</param>
internal sealed record UserIdentity(
    string Name,
    string Uid,
    ImmutableArray<string> Groups,
    ImmutableDictionary<string, ImmutableArray<string>> Extra)
{
    /// <summary>The key of the extra value that carries the Entra ID object id.</summary>
    public const string ObjectIdKey = "oid";

    /// <summary>The Entra ID object id, or null when the review carries none or several different ones.</summary>
    public string? ObjectId =>
        Extra.TryGetValue(ObjectIdKey, out ImmutableArray<string> values) && values.Length == 1 && values[0].Length > 0 ? values[0] : null;
}

/// <summary>Object ids of Entra ID.</summary>
internal static class ObjectId
{
    private const int Length = 36;
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// Recognizes 8-4-4-4-12 hexadecimal digits and nothing else. The parsers of the framework also accept other spellings of the same
    /// number (in braces, after <c>urn:uuid:</c>, with white space or signs), which Azure and kube-apiserver take for other texts: a group of
    /// another authenticator must not turn into one of Entra's.
    /// </summary>
    public static bool IsOne(ReadOnlySpan<char> text) =>
        text.Length == Length && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && !text[..8].ContainsAnyExcept(s_digits) && !text[9..13].ContainsAnyExcept(s_digits) && !text[14..18].ContainsAnyExcept(s_digits)
        && !text[19..23].ContainsAnyExcept(s_digits) && !text[24..].ContainsAnyExcept(s_digits);
}
