using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Guard.Configuration;

/// <summary>
/// Reader of the settings file. The dots in the names of settings make mappings of it. Values are kept as texts: only a value that no flag and
/// no variable overrides is parsed.
/// </summary>
internal static class SettingsFile
{
    private static readonly GroupReader s_root = Group("", GuardSettings.All, 0);

    /// <summary>Reads the values that a settings file gives.</summary>
    /// <param name="document">The file as Nines.Yaml parses it.</param>
    /// <param name="context">Collects diagnostics.</param>
    public static Dictionary<Setting, GivenValue> Read(DocumentNode document, ReadingContext context) =>
        s_root.TryRead(document, context, out ImmutableArray<(Setting Setting, GivenValue Value)> read) ? read.ToDictionary(pair => pair.Setting, pair => pair.Value) : [];

    /// <summary>JSON Schema of a settings file; <c>schemas/guard-settings.schema.json</c> is its committed copy.</summary>
    public static string WriteSchema()
    {
        var definitions = new SchemaDefinitions();
        return definitions.Write("urn:nines:schemas:guard-settings:1", s_root.Describe(definitions));
    }

    private static GroupReader Group(string path, ImmutableArray<Setting> settings, int depth)
    {
        ImmutableArray<Key<ImmutableArray<(Setting, GivenValue)>>> keys =
        [
            .. settings.GroupBy(setting => setting.Keys[depth]).Select(group =>
            {
                string name = path.Length == 0 ? group.Key : $"{path}.{group.Key}";
                return group.ToImmutableArray() is [var only] && only.Keys.Length == depth + 1
                    ? Keys.Default(group.Key, new LeafReader(only), [], only.Description)
                    : Keys.Default<ImmutableArray<(Setting, GivenValue)>>(group.Key, Group(name, [.. group], depth + 1), [], $"Settings of {name}.");
            }),
        ];
        return new GroupReader(new MappingReader<ImmutableArray<(Setting, GivenValue)>>(
            $"guard{(path.Length == 0 ? "" : "-" + path.Replace('.', '-'))}",
            path.Length == 0 ? "the settings file" : $"the group '{path}'",
            path.Length == 0 ? "Settings of nines guard." : $"Settings of {path}.",
            [.. keys],
            fields => [.. keys.SelectMany(key => fields.Get(key))]));
    }

    /// <summary>Reads a group. A value in the place of a group is not quoted: it may be a secret.</summary>
    private sealed class GroupReader(MappingReader<ImmutableArray<(Setting Setting, GivenValue Value)>> mapping)
        : ValueReader<ImmutableArray<(Setting Setting, GivenValue Value)>>
    {
        public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<(Setting Setting, GivenValue Value)> value)
        {
            value = [];
            if (node is not ScalarNode || PlainScalar.IsNothing(node))
            {
                return mapping.TryRead(node, context, out value);
            }

            context.Report(node.Position, "Expected a mapping of settings, found a single value.", "Write a key, a colon, and its value on the next line.");
            return false;
        }

        public override JsonObject Describe(SchemaDefinitions definitions) => mapping.DescribeInline(definitions);
    }

    /// <summary>Keeps the texts of one setting.</summary>
    private sealed class LeafReader(Setting setting) : ValueReader<ImmutableArray<(Setting, GivenValue)>>
    {
        public override bool TryRead(DocumentNode node, ReadingContext context, out ImmutableArray<(Setting, GivenValue)> value)
        {
            ImmutableArray<ScalarNode>? items = node switch
            {
                ScalarNode scalar when PlainScalar.IsNothing(scalar) => [scalar with { Value = "" }],
                ScalarNode scalar when setting.IsList => [.. scalar.Value.Split(',').Select(item => scalar with { Value = item })],
                ScalarNode scalar => [scalar],
                SequenceNode list when setting.IsList && list.Items.All(item => item is ScalarNode) => [.. list.Items.Cast<ScalarNode>()],
                _ => null,
            };
            value = items is { } given ? [(setting, new GivenValue(given, node.Position))] : [];
            if (items is null)
            {
                context.Report(node.Position, $"Expected {setting.Expected}, found {(node is MappingNode ? "a mapping" : "a list")}{(setting.IsList ? " that contains more than texts" : "")}.");
            }

            return items is not null;
        }

        public override JsonObject Describe(SchemaDefinitions definitions) => setting.Describe();
    }
}
