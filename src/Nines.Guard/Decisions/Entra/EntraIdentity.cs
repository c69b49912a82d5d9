using System.Collections.Immutable;
using Nines.Guard.Tokens;

namespace Nines.Guard.Decisions.Entra;

/// <summary>Identity of a verified token.</summary>
/// <param name="Oid">The object id: what Azure RBAC assigns roles to.</param>
/// <param name="IsApp">An application that speaks for itself, or a managed identity.</param>
/// <param name="Groups">Null when they are not in the token and Graph has to be asked.</param>
internal sealed record EntraIdentity(string Name, string Oid, bool IsApp, ImmutableArray<string>? Groups)
{
    /// <summary>Prefix that kube-apiserver reserves for itself.</summary>
    private const string Reserved = "system:";

    /// <summary>Reads the claims.</summary>
    /// <returns><see cref="TokenRefusal.None"/> when <paramref name="identity"/> is set.</returns>
    public static TokenRefusal TryRead(TokenClaims claims, EntraOptions options, out EntraIdentity? identity)
    {
        identity = null;
        if (claims.Text("tid") is { } tenant && !tenant.Equals(options.Tenant, StringComparison.OrdinalIgnoreCase))
        {
            return TokenRefusal.WrongIssuer;
        }

        // Bound to a key of its owner, who would have to prove possession; a webhook never sees that proof.
        if (claims.Has("cnf"))
        {
            return TokenRefusal.ProofRequired;
        }

        if (claims.Text("oid") is not { } oid || !ObjectId.IsOne(oid))
        {
            return TokenRefusal.NoObjectId;
        }

        // unique_name, preferred_username and email are for showing: guests and applications choose them, and two users may have the same.
        string name = options.Username == EntraUsername.Upn && claims.Text("upn") is { Length: > 0 } upn ? upn : oid;
        if (name.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase) || name.Any(char.IsControl))
        {
            return TokenRefusal.ReservedName;
        }

        // idtyp is optional; an application's sub is its object id, a user's never is.
        bool isApp = claims.Text("idtyp") == "app" || claims.Text("sub") == oid;
        if (claims.Has("groups") && claims.List("groups") is null)
        {
            return TokenRefusal.BadClaims;
        }

        bool isElsewhere = claims.HasMember("_claim_names", "groups") || (claims.IsTrue("hasgroups") && !claims.Has("groups"));

        // Names of groups are ignored: a user who may create groups could call one system:masters. Sorted once here, so that no question has to be.
        identity = new EntraIdentity(name, oid, isApp, isElsewhere ? null : [.. (claims.List("groups") ?? []).Where(group => ObjectId.IsOne(group)).Order(StringComparer.Ordinal)]);
        return TokenRefusal.None;
    }

    /// <summary>Form for kube-apiserver.</summary>
    public UserIdentity ToUser(ImmutableArray<string> groups) =>
        new(Name, Oid, groups, ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(UserIdentity.ObjectIdKey, [Oid]));
}
