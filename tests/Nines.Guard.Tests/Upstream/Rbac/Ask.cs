using System.Collections.Immutable;
using Nines.Guard.Decisions;

namespace Nines.Guard.Tests.Upstream.Rbac;

/// <summary>Questions, in short.</summary>
internal static class Ask
{
    public const string Oid = "aaaaaaaa-0000-4000-8000-000000000001";

    public static UserIdentity User(string name = "ada@contoso.example", string? oid = Oid, params string[] groups) => new(
        name,
        "",
        [.. groups],
        oid is null
            ? ImmutableDictionary<string, ImmutableArray<string>>.Empty
            : ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(UserIdentity.ObjectIdKey, [oid]));

    /// <param name="what">As kubectl writes it: <c>pods</c>, <c>deployments.apps</c>, <c>pods/log</c>, <c>*.*</c>.</param>
    public static AccessQuestion May(string verb, string what, string space = "", UserIdentity? user = null)
    {
        string[] parts = what.Split('/', 2);
        string[] names = parts[0].Split('.', 2);
        return new AccessQuestion(
            user ?? User(),
            new ResourceAttributes(verb, names.Length > 1 ? names[1] : "", "v1", names[0], parts.Length > 1 ? parts[1] : "", space, ""),
            null);
    }

    public static AccessQuestion Path(string verb, string path, UserIdentity? user = null) => new(user ?? User(), null, new NonResourceAttributes(verb, path));
}
