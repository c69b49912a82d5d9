using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Guard.Decisions;

namespace Nines.Guard.Policy;

/// <summary>The rules of a policy file, found by who asks. Immutable: a changed file makes another one.</summary>
internal sealed class AccessPolicy
{
    private readonly FrozenDictionary<string, ImmutableArray<PolicyRule>> _byUser;
    private readonly FrozenDictionary<string, ImmutableArray<PolicyRule>> _byGroup;

    public AccessPolicy(ImmutableArray<PolicyRule> rules)
    {
        Rules = rules;
        _byUser = Index(rules, rule => rule.Users);
        _byGroup = Index(rules, rule => rule.Groups);
    }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<PolicyRule> Rules { get; }

    /// <summary>A rule that allows it, or null. Of several, the one of the user before those of groups.</summary>
    public PolicyRule? Find(AccessQuestion question)
    {
        UserIdentity user = question.User;
        if (FindIn(_byUser, user.Name, question) is { } own)
        {
            return own;
        }

        if (user.ObjectId is { } id && FindIn(_byUser, id, question) is { } byId)
        {
            return byId;
        }

        foreach (string group in user.Groups)
        {
            if (FindIn(_byGroup, group, question) is { } shared)
            {
                return shared;
            }
        }

        return null;
    }

    private static PolicyRule? FindIn(FrozenDictionary<string, ImmutableArray<PolicyRule>> index, string subject, AccessQuestion question)
    {
        if (!index.TryGetValue(subject, out ImmutableArray<PolicyRule> rules))
        {
            return null;
        }

        foreach (PolicyRule rule in rules)
        {
            if (question.Resource is { } resource ? rule.Allows(resource) : rule.Allows(question.NonResource!))
            {
                return rule;
            }
        }

        return null;
    }

    private static FrozenDictionary<string, ImmutableArray<PolicyRule>> Index(
        ImmutableArray<PolicyRule> rules, Func<PolicyRule, ImmutableArray<string>> subjects) =>
        rules.SelectMany(rule => subjects(rule).Distinct(StringComparer.Ordinal).Select(subject => (subject, rule)))
            .GroupBy(pair => pair.subject, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.rule).ToImmutableArray(), StringComparer.Ordinal);
}
