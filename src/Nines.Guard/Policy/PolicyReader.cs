using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Guard.Policy;

/// <summary>Reads a policy file, and says everything that is wrong with it at once.</summary>
internal static class PolicyReader
{
    /// <summary>Rules of one file.</summary>
    private const int MaxRules = 10_000;

    private static readonly ImmutableArray<string> s_ruleKeys =
        ["name", "users", "groups", "scope", "namespaces", "verbs", "apiGroups", "resources", "names", "nonResourcePaths"];

    /// <param name="document">As Nines.Yaml reads it.</param>
    public static ReadResult<AccessPolicy> Read(DocumentNode document)
    {
        var faults = new List<Diagnostic>();
        ImmutableArray<PolicyRule>.Builder rules = ImmutableArray.CreateBuilder<PolicyRule>();
        if (document is not MappingNode root)
        {
            return ReadResult.Failed<AccessPolicy>(new Diagnostic(document.Position, "expected a mapping with 'rules'."));
        }

        foreach (DocumentEntry entry in root.Entries.Where(entry => entry.Key != "rules"))
        {
            faults.Add(Unknown(entry, ["rules"]));
        }

        DocumentNode? list = root.Entries.FirstOrDefault(entry => entry.Key == "rules")?.Value;
        if (list is not SequenceNode sequence)
        {
            faults.Add(new Diagnostic((list ?? root).Position, "expected a list 'rules'.", "A policy that allows nothing is 'rules: []'."));
            return ReadResult.Failed<AccessPolicy>([.. faults]);
        }

        if (sequence.Items.Length > MaxRules)
        {
            return ReadResult.Failed<AccessPolicy>(new Diagnostic(sequence.Position, $"{sequence.Items.Length} rules; expected at most {MaxRules}."));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (DocumentNode item in sequence.Items)
        {
            if (ReadRule(item, names, faults) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return faults.Count == 0
            ? ReadResult.Of(new AccessPolicy(rules.ToImmutable()))
            : ReadResult.Failed<AccessPolicy>([.. faults.OrderBy(fault => (fault.Position.Line, fault.Position.Column))]);
    }

    private static PolicyRule? ReadRule(DocumentNode node, HashSet<string> names, List<Diagnostic> faults)
    {
        if (node is not MappingNode mapping)
        {
            faults.Add(new Diagnostic(node.Position, "expected a rule: a mapping with a name, users or groups, and verbs."));
            return null;
        }

        int before = faults.Count;
        faults.AddRange(mapping.Entries.Where(entry => !s_ruleKeys.Contains(entry.Key)).Select(entry => Unknown(entry, s_ruleKeys)));
        var fields = new RuleFields(mapping, faults);
        string name = fields.Text("name") ?? "";
        if (name.Length == 0)
        {
            faults.Add(new Diagnostic(mapping.Position, "the rule has no name; expected one for reasons and logs."));
        }
        else if (!names.Add(name))
        {
            faults.Add(new Diagnostic(mapping.Position, $"the name '{name}' is duplicated; expected a unique name."));
        }

        ImmutableArray<string> users = fields.List("users");
        ImmutableArray<string> groups = fields.List("groups");
        ImmutableArray<string> namespaces = fields.List("namespaces");
        ImmutableArray<string> verbs = fields.List("verbs");
        ImmutableArray<string> resources = fields.List("resources");
        ImmutableArray<string> paths = fields.List("nonResourcePaths");
        string? scope = fields.Text("scope");
        bool isClusterWide = scope == "cluster";

        Require(users.Length + groups.Length > 0, "names no subject; expected users or groups.");
        Require(!users.Contains("*") && !groups.Contains("*"), "has the subject '*'; expected names. Every authenticated user is in the group system:authenticated.");
        Require(verbs.Length > 0, "has no verbs; expected verbs such as [get, list, watch], or [\"*\"].");
        Require(resources.Length + paths.Length > 0, "covers nothing; expected resources, such as [pods, pods/log] or [\"*\"], or nonResourcePaths.");
        Require(scope is null or "cluster", $"has the scope '{scope}'; expected 'cluster', or namespaces instead.");
        Require(
            isClusterWide != namespaces.Length > 0 || (scope is not null && !isClusterWide),
            isClusterWide ? "has both 'scope: cluster' and namespaces; expected one of them." : "has no scope; expected namespaces, or 'scope: cluster'.");
        Require(paths.IsEmpty || isClusterWide, "has nonResourcePaths in namespaces; they need 'scope: cluster'.");
        foreach (string path in paths.Where(path => path != "*" && (!path.StartsWith('/') || path.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star != path.Length - 1)))
        {
            Require(false, $"has the path '{path}'; expected '/...', with '*' at its end at most.");
        }

        return faults.Count > before ? null : new PolicyRule
        {
            Name = name,
            Users = users,
            Groups = groups,
            ClusterWide = isClusterWide,
            Namespaces = new NameSet(namespaces),
            Verbs = new NameSet(verbs),
            ApiGroups = new NameSet(fields.Has("apiGroups") ? fields.List("apiGroups") : ["*"]),
            Resources = new NameSet(resources),
            Names = new NameSet(fields.List("names")),
            NonResourcePaths = paths,
        };

        void Require(bool isGood, string fault)
        {
            if (!isGood)
            {
                faults.Add(new Diagnostic(mapping.Position, $"the rule '{name}' {fault}"));
            }
        }
    }

    private static Diagnostic Unknown(DocumentEntry entry, ImmutableArray<string> known) =>
        new(entry.KeyPosition, $"'{entry.Key}' is not a known key; expected {string.Join(", ", known)}.", Spelling.Hint(entry.Key, known));
}
