using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nines.Guard.Drills.Load;

/// <summary>A question that callers ask a guard, with the name of the one that Azure must be asked for it.</summary>
/// <param name="Oid">Whose it is.</param>
/// <param name="Key">Equal keys mean that Azure is asked the same; made here of the review alone, and in <see cref="KeyOf"/> of what came to Azure.</param>
/// <param name="Body">The SubjectAccessReview.</param>
internal sealed record Question(string Oid, string Key, byte[] Body)
{
    public const string Cluster = "/subscriptions/5a9d0000-0000-0000-0000-000000000001/resourceGroups/site/providers/Microsoft.ContainerService/managedClusters/drill";

    private static readonly (string Verb, string Action)[] s_verbs = [("get", "read"), ("create", "write"), ("delete", "delete")];
    private static readonly string[] s_namespaces = ["dev", "team-a"];

    public static string Group { get; } = "60000000-0000-0000-0000-000000000001";

    public static string User(int number) => string.Create(CultureInfo.InvariantCulture, $"0b000000-0000-0000-0000-{number:d12}");

    /// <summary>So many questions, each of a user of its own; every third user is in a group.</summary>
    public static ImmutableArray<Question> Many(int count) => [.. Enumerable.Range(0, count).Select(Of)];

    /// <summary>The same name, made of the body of a call to Azure; null when it is none.</summary>
    public static string? KeyOf(string call)
    {
        if (call.Length == 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(call);
        JsonElement subject = document.RootElement.GetProperty("Subject").GetProperty("Attributes");
        string[] groups = subject.TryGetProperty("Groups", out JsonElement named) && named.ValueKind == JsonValueKind.Array
            ? [.. named.EnumerateArray().Select(group => group.GetString()!)] : [];
        return Name(
            subject.GetProperty("ObjectId").GetString()!,
            groups,
            string.Join(" and ", document.RootElement.GetProperty("Actions").EnumerateArray().Select(action => action.GetProperty("Id").GetString())),
            document.RootElement.GetProperty("Resource").GetProperty("Id").GetString()!);
    }

    private static Question Of(int number)
    {
        (string verb, string action) = s_verbs[number % s_verbs.Length];
        string space = s_namespaces[number % s_namespaces.Length];
        string oid = User(number);
        string[] groups = number % 3 == 0 ? [Group] : [];
        string listed = string.Join(',', groups.Select(group => $"\"{group}\""));
        string body = $$$"""
            {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"user{{{number}}}@example.com","groups":[{{{listed}}}],
            "extra":{"oid":["{{{oid}}}"]},"resourceAttributes":{"namespace":"{{{space}}}","verb":"{{{verb}}}","resource":"pods","version":"v1"} } }
            """;
        return new Question(
            oid, Name(oid, groups, $"Microsoft.ContainerService/managedClusters/pods/{action}", $"{Cluster}/namespaces/{space}"), Encoding.UTF8.GetBytes(body));
    }

    private static string Name(string oid, string[] groups, string action, string scope) =>
        $"'{action}' for {oid}{string.Concat(groups.Order(StringComparer.Ordinal).Select(group => $" in {group}"))} at {scope.Replace(Cluster, "cluster", StringComparison.Ordinal)}";
}
