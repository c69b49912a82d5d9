using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Guard.Policy;

/// <summary>Reads a policy file and reports all of its errors at once.</summary>
internal static class PolicyReader
{
    private const int MaxRules = 10_000;

    // A file of 16 MB holds less; the reader asks for a number.
    private const int MaxItems = 1_000_000;

    private static readonly ScalarReader<string> s_text = Text("a text", 1);

    // The API group of pods and services is the empty text.
    private static readonly ScalarReader<string> s_group = Text("an API group", 0);

    private static readonly ScalarReader<string> s_path = new(
        "a path such as /healthz, or a prefix such as /metrics/*",
        ScalarForm.Any,
        text => text == "*" || (text.StartsWith('/') && text.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == text.Length - 1))
            ? text : Parsed.Failed<string>(),
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^([*]|/[^*]*[*]?)$" });

    private static readonly Key<string> s_name = Keys.Required("name", s_text, "", "Name for reasons and logs, unique in the file.");
    private static readonly Key<ImmutableArray<string>> s_users = List("users", s_text, "User names or object ids of Entra ID.");
    private static readonly Key<ImmutableArray<string>> s_groups = List("groups", s_text, "Group names or object ids of Entra ID.");

    private static readonly Key<string> s_scope = Keys.Optional(
        "scope", Texts.OneOf("a scope", "cluster"), "'cluster' for all namespaces and for objects outside of namespaces.");

    private static readonly Key<ImmutableArray<string>> s_namespaces = List("namespaces", s_text, "Namespaces, unless the scope is the cluster.");
    private static readonly Key<ImmutableArray<string>> s_verbs = List("verbs", s_text, "Verbs of Kubernetes, such as [get, list, watch], or [\"*\"].");
    private static readonly Key<ImmutableArray<string>> s_apiGroups = List("apiGroups", s_group, "API groups; all when the key is absent.");
    private static readonly Key<ImmutableArray<string>> s_resources = List("resources", s_text, "Resources and subresources, such as [pods, pods/log], or [\"*\"].");
    private static readonly Key<ImmutableArray<string>> s_names = List("names", s_text, "Names of objects; all when the key is absent.");
    private static readonly Key<ImmutableArray<string>> s_paths = List("nonResourcePaths", s_path, "Paths outside of resources; a prefix ends in *.");

    private static readonly MappingReader<PolicyRule> s_rule = new(
        "rule", "a rule", "Permission of the users and groups that it names.",
        [s_name, s_users, s_groups, s_scope, s_namespaces, s_verbs, s_apiGroups, s_resources, s_names, s_paths], Rule);

    private static readonly Key<ImmutableArray<PolicyRule>> s_rules = Keys.Required(
        "rules", new ListReader<PolicyRule>("rules", s_rule, MaxRules, isDistinct: false), [], "Rules. A policy that allows nothing is 'rules: []'.");

    private static readonly MappingReader<ImmutableArray<PolicyRule>> s_policy = new(
        "policy", "a policy", "Policy of nines guard.", [s_rules], Rules);

    /// <summary>Reads a policy.</summary>
    /// <param name="document">The file as Nines.Yaml parses it.</param>
    public static ReadResult<AccessPolicy> Read(DocumentNode document)
    {
        var context = new ReadingContext(CancellationToken.None);
        _ = s_policy.TryRead(document, context, out ImmutableArray<PolicyRule> rules);
        return context.HasFaults ? ReadResult.Failed<AccessPolicy>(context.Diagnostics) : ReadResult.Of(new AccessPolicy(rules));
    }

    /// <summary>JSON Schema of a policy file; <c>schemas/guard-policy.schema.json</c> is its committed copy.</summary>
    public static string WriteSchema()
    {
        var definitions = new SchemaDefinitions();
        return definitions.Write("urn:nines:schemas:guard-policy:1", s_policy.DescribeInline(definitions));
    }

    private static ImmutableArray<PolicyRule> Rules(Fields fields)
    {
        ImmutableArray<PolicyRule> rules = fields.Get(s_rules);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PolicyRule rule in rules.Where(rule => rule.Name.Length > 0 && !names.Add(rule.Name)))
        {
            fields.Context.Report(rule.Position, $"The rule {Sanitizer.Quote(rule.Name)} is duplicated.", "Give each rule a name of its own.");
        }

        return rules;
    }

    private static PolicyRule Rule(Fields fields)
    {
        bool isClusterWide = fields.Get(s_scope) == "cluster";
        var rule = new PolicyRule
        {
            Name = fields.Get(s_name),
            Position = fields.Position,
            Users = fields.Get(s_users),
            Groups = fields.Get(s_groups),
            ClusterWide = isClusterWide,
            Namespaces = new NameSet(fields.Get(s_namespaces)),
            Verbs = new NameSet(fields.Get(s_verbs)),
            ApiGroups = new NameSet(fields.Has(s_apiGroups) ? fields.Get(s_apiGroups) : ["*"]),
            Resources = new NameSet(fields.Get(s_resources)),
            Names = new NameSet(fields.Get(s_names)),
            NonResourcePaths = fields.Get(s_paths),
        };
        Check(rule, fields);
        return rule;
    }

    /// <summary>Reports what is missing in a rule, or what contradicts itself. A key that could not be read is reported already.</summary>
    private static void Check(PolicyRule rule, Fields fields)
    {
        Require(rule.Users.Length + rule.Groups.Length > 0, "has no subject.", "Add users or groups.", s_users, s_groups);
        Require(
            !rule.Users.Contains("*") && !rule.Groups.Contains("*"), "has the subject '*'.",
            "Name users or groups; every authenticated user is in the group system:authenticated.");
        Require(!rule.Verbs.IsEmpty, "has no verbs.", "Add verbs, such as [get, list, watch], or [\"*\"].", s_verbs);
        Require(
            !rule.Resources.IsEmpty || rule.NonResourcePaths.Length > 0, "covers nothing.",
            "Add resources, such as [pods, pods/log] or [\"*\"], or nonResourcePaths.", s_resources, s_paths);
        Require(
            rule.ClusterWide || !rule.Namespaces.IsEmpty, "has no scope.", "Add namespaces, or 'scope: cluster'.", s_scope, s_namespaces);
        Require(
            !rule.ClusterWide || rule.Namespaces.IsEmpty, "has both 'scope: cluster' and namespaces.", "Remove one of them.");
        Require(
            rule.NonResourcePaths.IsEmpty || rule.ClusterWide, "has nonResourcePaths in namespaces.", "Write 'scope: cluster' for them.", s_scope);

        void Require(bool isMet, string problem, string hint, params ReadOnlySpan<Key> needed)
        {
            bool isSound = true;
            foreach (Key key in needed)
            {
                isSound &= !fields.Has(key) || fields.IsSound(key);
            }

            if (!isMet && isSound)
            {
                fields.Context.Report(fields.Position, $"The rule {Sanitizer.Quote(rule.Name)} {problem}", hint);
            }
        }
    }

    private static Key<ImmutableArray<string>> List(string name, ScalarReader<string> item, string description) =>
        Keys.Default(name, new ListReader<string>(name, item, MaxItems, isDistinct: false), [], description);

    private static ScalarReader<string> Text(string expected, int minLength) => new(
        expected,
        ScalarForm.Any,
        text => text.Length >= minLength ? text : Parsed.Failed<string>(),
        () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") });
}
