using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>One question of kube-apiserver with its right answer, so that answers can be checked without knowledge of the guard.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Namespace">Empty for what has none.</param>
/// <param name="IsAllowed">By the roles at the start.</param>
/// <param name="EndsWithRole">No longer once the developer's role is taken away.</param>
internal sealed record Ask(Visitor Who, string Verb, string Group, string Resource, string Namespace, bool IsAllowed, bool EndsWithRole = false)
{
    /// <summary>All questions, those of the demonstration first.</summary>
    public static ImmutableArray<Ask> All { get; } =
    [
        new(Company.Developer, "create", "", "pods", "dev", IsAllowed: true, EndsWithRole: true),
        new(Company.Developer, "list", "", "pods", "kube-system", IsAllowed: false),
        new(Company.Operator, "list", "", "nodes", "", IsAllowed: true),
        new(Company.Stranger, "list", "", "pods", "dev", IsAllowed: false),
        new(Company.Developer, "get", "", "pods", "dev", IsAllowed: true, EndsWithRole: true),
        new(Company.Operator, "delete", "", "pods", "dev", IsAllowed: true),
        new(Company.Developer, "update", "apps", "deployments", "dev", IsAllowed: true, EndsWithRole: true),
        new(Company.Stranger, "get", "", "secrets", "kube-system", IsAllowed: false),
    ];

    public override string ToString() => $"{Verb} {Resource}{(Namespace.Length > 0 ? $" in {Namespace}" : "")}";

    /// <summary>The review as kube-apiserver sends it.</summary>
    /// <param name="user">The object <c>user</c> of a TokenReview.</param>
    public byte[] Review(JsonElement user)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "SubjectAccessReview");
            json.WriteString("apiVersion"u8, "authorization.k8s.io/v1");
            json.WriteStartObject("spec"u8);
            json.WriteStartObject("resourceAttributes"u8);
            json.WriteString("verb"u8, Verb);
            json.WriteString("group"u8, Group);
            json.WriteString("version"u8, "v1");
            json.WriteString("resource"u8, Resource);
            if (Namespace.Length > 0)
            {
                json.WriteString("namespace"u8, Namespace);
            }

            json.WriteEndObject();
            json.WriteString("user"u8, user.GetProperty("username"u8).GetString());
            foreach (string field in (string[])["groups", "uid", "extra"])
            {
                if (user.TryGetProperty(field, out JsonElement value))
                {
                    json.WritePropertyName(field);
                    value.WriteTo(json);
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A TokenReview as kube-apiserver sends it.</summary>
    public static byte[] TokenReview(string token)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "TokenReview");
            json.WriteString("apiVersion"u8, "authentication.k8s.io/v1");
            json.WriteStartObject("spec"u8);
            json.WriteString("token"u8, token);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
