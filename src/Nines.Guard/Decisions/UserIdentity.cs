using System.Collections.Immutable;

namespace Nines.Guard.Decisions;

/// <summary>Who asks, as kube-apiserver names users (authentication.k8s.io UserInfo). Nothing is normalised: kube-apiserver does not either.</summary>
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

    public static UserIdentity Named(string name, params ReadOnlySpan<string> groups) =>
        new(name, "", [.. groups], ImmutableDictionary<string, ImmutableArray<string>>.Empty);

    /// <summary>The Entra ID object id, or null when the review carries none or several different ones.</summary>
    public string? ObjectId =>
        Extra.TryGetValue(ObjectIdKey, out ImmutableArray<string> values) && values.Length == 1 && values[0].Length > 0 ? values[0] : null;
}
