using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Guard.Policy;

/// <summary>The fields of one rule, as texts; what is something else is a fault.</summary>
internal sealed class RuleFields(MappingNode rule, List<Diagnostic> faults)
{
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Null when it is not given.</summary>
    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ScalarNode scalar:
                return scalar.Value;
            case var other:
                faults.Add(new Diagnostic(other.Position, $"{key} is not a text; expected one."));
                return null;
        }
    }

    /// <summary>Empty when it is not given.</summary>
    public ImmutableArray<string> List(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case SequenceNode { Items: var items } when items.All(item => item is ScalarNode { Value.Length: > 0 } || IsCoreGroup(key, item)):
                return [.. items.Select(item => ((ScalarNode)item).Value)];
            case var other:
                faults.Add(new Diagnostic(other.Position, $"{key} is not a list of texts; expected one, such as [a, b]."));
                return [];
        }
    }

    // The API group of pods and services is the empty text.
    private static bool IsCoreGroup(string key, DocumentNode item) => key == "apiGroups" && item is ScalarNode { IsQuoted: true };

    private DocumentNode? Find(string key) => rule.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}
