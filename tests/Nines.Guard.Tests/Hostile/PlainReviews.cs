using System.Globalization;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Reviews as kube-apiserver sends them, about people whom the policy and the token file of the fuzzer know, and about others.</summary>
internal static class PlainReviews
{
    public static readonly string[] Users = ["anna", "olga", "eve", "system:node:n1", "", "11111111-2222-3333-4444-555555555555", "Anna"];
    public static readonly string[] Groups = ["developers", "operators", "system:authenticated", "system:masters", "nobody", "Developers"];
    public static readonly string[] Verbs = ["get", "list", "watch", "create", "delete", "*", "GET"];
    public static readonly string[] Resources = ["pods", "secrets", "services", "nodes", "*"];
    public static readonly string[] Subresources = ["", "", "", "log", "exec", "status"];
    public static readonly string[] Namespaces = ["dev", "kube-system", "", "default", "*"];
    public static readonly string[] Paths = ["/healthz", "/livez/ping", "/livez/", "/metrics", "", "/healthz/", "/livez/../metrics", "*"];
    public static readonly string[] Tokens = [FuzzedGuard.DeveloperToken, FuzzedGuard.OperatorToken, FuzzedGuard.Canary + "-unknown"];

    public static JsonObject Access(Random random, bool isBeta)
    {
        var spec = JsonPart.Map(
            random.Next(4) == 0
                ? ("nonResourceAttributes", JsonPart.Map(("path", Pick(random, Paths)), ("verb", Pick(random, Verbs))))
                : ("resourceAttributes", Resource(random)),
            ("user", Pick(random, Users)),
            (isBeta ? "group" : "groups", JsonPart.List(Enumerable.Range(0, random.Next(4)).Select(_ => (JsonPart)Pick(random, Groups)))));
        if (random.Next(2) == 0)
        {
            spec.Members.Add(("\"extra\""u8.ToArray(), JsonPart.Map(("oid", JsonPart.List(Pick(random, Users))), ("other", JsonPart.List(Pick(random, Groups))))));
        }

        if (random.Next(2) == 0)
        {
            spec.Members.Add(("\"uid\""u8.ToArray(), JsonPart.Text(random.Next().ToString(CultureInfo.InvariantCulture))));
        }

        return Whole("SubjectAccessReview", "authorization.k8s.io", isBeta, spec, JsonPart.Map(("allowed", new JsonRaw("false"))));
    }

    public static JsonObject Token(Random random, bool isBeta)
    {
        var spec = JsonPart.Map(("token", Pick(random, Tokens)));
        if (random.Next(2) == 0)
        {
            spec.Members.Add(("\"audiences\""u8.ToArray(), JsonPart.List(JsonPart.Text("https://kubernetes.default.svc"), JsonPart.Text("a"))));
        }

        return Whole("TokenReview", "authentication.k8s.io", isBeta, spec, JsonPart.Map(("user", JsonPart.Map())));
    }

    private static JsonObject Resource(Random random)
    {
        var resource = JsonPart.Map(
            ("namespace", Pick(random, Namespaces)), ("verb", Pick(random, Verbs)), ("version", JsonPart.Text("v1")), ("resource", Pick(random, Resources)));
        (string Name, string Value)[] more = [("group", ""), ("group", "apps"), ("subresource", Subresources[random.Next(Subresources.Length)]), ("name", "web-0"), ("fieldSelector", "")];
        foreach ((string name, string value) in more.Where(_ => random.Next(5) == 0).DistinctBy(pair => pair.Name))
        {
            resource.Members.Add((JsonRaw.Bytes("\"" + name + "\""), name == "fieldSelector" ? JsonPart.Map(("rawSelector", JsonPart.Text("a=b"))) : JsonPart.Text(value)));
        }

        return resource;
    }

    private static JsonObject Whole(string kind, string group, bool isBeta, JsonObject spec, JsonObject status) => JsonPart.Map(
        ("kind", JsonPart.Text(kind)),
        ("apiVersion", JsonPart.Text($"{group}/{(isBeta ? "v1beta1" : "v1")}")),
        ("metadata", JsonPart.Map(("creationTimestamp", new JsonRaw("null")))),
        ("spec", spec),
        ("status", status));

    private static JsonRaw Pick(Random random, string[] from) => JsonPart.Text(from[random.Next(from.Length)]);
}
