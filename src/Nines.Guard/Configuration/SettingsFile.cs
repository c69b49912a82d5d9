using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Guard.Configuration;

/// <summary>Reads the settings file: groups are mappings, lists are lists or texts with commas.</summary>
internal static class SettingsFile
{
    public static void Read(DocumentNode document, Dictionary<Setting, Written> into, List<Diagnostic> faults)
    {
        var open = new Queue<(DocumentNode Node, int Depth, ImmutableArray<Setting> Candidates)>();
        open.Enqueue((document, 0, GuardSettings.All));
        while (open.TryDequeue(out (DocumentNode Node, int Depth, ImmutableArray<Setting> Candidates) next))
        {
            if (next.Node is not MappingNode mapping)
            {
                faults.Add(new Diagnostic(next.Node.Position, $"expected a mapping with {Keys(next.Candidates, next.Depth)}."));
                continue;
            }

            foreach (DocumentEntry entry in mapping.Entries)
            {
                ImmutableArray<Setting> below = [.. next.Candidates.Where(setting => setting.Keys.Length > next.Depth && setting.Keys[next.Depth] == entry.Key)];
                if (below.IsEmpty)
                {
                    string[] known = [.. next.Candidates.Where(setting => setting.Keys.Length > next.Depth).Select(setting => setting.Keys[next.Depth]).Distinct()];
                    faults.Add(new Diagnostic(entry.KeyPosition, $"'{entry.Key}' is not a known setting.", Spelling.Hint(entry.Key, known) ?? $"Expected {string.Join(", ", known)}."));
                }
                else if (below is [var setting] && setting.Keys.Length == next.Depth + 1)
                {
                    Take(setting, entry.Value, into, faults);
                }
                else
                {
                    open.Enqueue((entry.Value, next.Depth + 1, below));
                }
            }
        }
    }

    private static void Take(Setting setting, DocumentNode value, Dictionary<Setting, Written> into, List<Diagnostic> faults)
    {
        switch (value)
        {
            case ScalarNode scalar:
                into[setting] = new(setting.IsList ? [.. scalar.Value.Split(',')] : [scalar.Value], scalar.Position);
                break;
            case SequenceNode list when setting.IsList && list.Items.All(item => item is ScalarNode):
                into[setting] = new(list.Items.IsEmpty ? [""] : [.. list.Items.Select(item => ((ScalarNode)item).Value)], list.Position);
                break;
            default:
                faults.Add(new Diagnostic(value.Position, $"{setting.Name} is {(value is SequenceNode ? "a list" : "a mapping")}; expected {setting.Kind}."));
                break;
        }
    }

    private static string Keys(ImmutableArray<Setting> settings, int depth) =>
        string.Join(", ", settings.Where(setting => setting.Keys.Length > depth).Select(setting => setting.Keys[depth]).Distinct());
}
