using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nines.Testing;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Tests.Text;

public sealed partial class YamlWriterTests
{
    private const string Letters = " \n\t:#-?[]{},&*!|>'\"%@`\\~0123456789aeExo._+/yn";
    private const UnixFileMode GroupReadable = UnixFileMode.UserRead | UnixFileMode.GroupRead;

    public static TheoryData<string> Hostile => [.. HostileTexts.All];

    [Fact]
    public void An_object_is_written_as_it_is_composed()
    {
        var document = new YamlMap
        {
            Comment = "First line.\nSecond line.",
            ["apiVersion"] = "v1",
            ["replicas"] = 2,
            ["paused"] = false,
            ["left"] = (string?)null,
            ["removed"] = YamlScalar.Null,
            ["mode"] = GroupReadable,
            ["command"] = new YamlScalar("sh") { Comment = "Before the entry.", Note = "behind it" },
            ["args"] = ["serve", "--config", "/etc/guard.yaml", "a: b", 1, true],
            ["names"] = [.. Enumerable.Range(0, 9).Select(i => $"resource-{i}")],
            ["none"] = [],
            ["empty"] = new YamlMap(),
            ["script"] = "set -e\n\nif true; then\n  echo\nfi\n",
            ["containers"] =
            [
                new YamlMap { Comment = "Before the item.", ["name"] = "a", ["env"] = [new YamlMap { ["name"] = "X" }] },
                new YamlMap { ["name"] = new YamlScalar("b") { Comment = "Inside of it." } },
                "text",
                [["nested"], new YamlMap { ["a"] = "x\ny" }],
            ],
        };
        YamlWriter.Write(document, new YamlMap { Comment = "Of the second.", ["kind"] = "Other" }).ShouldBe(
            """
            # First line.
            # Second line.
            apiVersion: v1
            replicas: 2
            paused: false
            removed: null
            mode: 0440
            # Before the entry.
            command: sh                                     # behind it
            args: [serve, --config, /etc/guard.yaml, "a: b", 1, true]
            names:
            - resource-0
            - resource-1
            - resource-2
            - resource-3
            - resource-4
            - resource-5
            - resource-6
            - resource-7
            - resource-8
            none: []
            empty: {}
            script: |
              set -e

              if true; then
                echo
              fi
            containers:
            # Before the item.
            - name: a
              env:
              - name: X
            -
              # Inside of it.
              name: b
            - text
            -
              - [nested]
              - a: |-
                  x
                  y
            ---
            # Of the second.
            kind: Other

            """);
        YamlWriter.WriteJson(document).ShouldStartWith(
            """{"apiVersion":"v1","replicas":2,"paused":false,"removed":null,"mode":288,"command":"sh","args":["serve","--config","/etc/guard.yaml","a: b",1,true],""");
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_text_stays_this_text_as_a_key_as_a_value_and_as_an_item(string text)
    {
        string yaml = YamlWriter.Write(new YamlMap { [text.Length == 0 ? "k" : text] = text, ["\u007f"] = [text], ["\u0080"] = [new YamlMap { [text + "!"] = text }, text] });
        yaml.ShouldAllBe(letter => letter == '\n' || letter == '\t' || (letter >= ' ' && letter < '\u007f') || letter >= '\u00a0');
        MappingNode read = Read(yaml).ShouldBeOfType<MappingNode>();
        read.Entries.Select(entry => entry.Key).ShouldBe([text.Length == 0 ? "k" : text, "\u007f", "\u0080"]);
        CheckText(read.Entries[0].Value, text);
        CheckText(read.Entries[1].Value.ShouldBeOfType<SequenceNode>().Items.ShouldHaveSingleItem(), text);
        SequenceNode items = read.Entries[2].Value.ShouldBeOfType<SequenceNode>();
        DocumentEntry inner = items.Items[0].ShouldBeOfType<MappingNode>().Entries.ShouldHaveSingleItem();
        inner.Key.ShouldBe(text + "!");
        CheckText(inner.Value, text);
        CheckText(items.Items[1], text);
    }

    [Fact]
    public void Any_object_is_read_back_as_it_was_written()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            (YamlNode node, JsonNode expected) = Container(random, 5);
            string yaml = YamlWriter.Write(node);
            ToJson(Read(yaml)).ToJsonString().ShouldBe(expected.ToJsonString(), $"seed {seed}:\n{yaml}");
            JsonNode.Parse(YamlWriter.WriteJson(node))!.ToJsonString().ShouldBe(expected.ToJsonString(), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_comment_stays_a_comment(string text)
    {
        string yaml = YamlWriter.Write(new YamlMap { Comment = text, ["a"] = new YamlScalar(1) { Comment = text, Note = text }, ["b"] = [new YamlMap { ["c"] = new YamlScalar("d\ne") { Comment = text, Note = text } }] });
        ToJson(Read(yaml)).ToJsonString().ShouldBe("""{"a":1,"b":[{"c":"d\ne"}]}""");
    }

    [Fact]
    public void A_key_longer_than_YAML_allows_on_one_line_is_written_in_two()
    {
        string key = new('k', 5_000);
        var document = new YamlMap { [key] = new YamlMap { [key] = 1 }, ["list"] = [new YamlMap { [key] = [new YamlMap { ["a"] = "b" }] }] };
        ToJson(Read(YamlWriter.Write(document))).ToJsonString().ShouldBe(YamlWriter.WriteJson(document));
    }

    [Fact]
    public void An_object_is_as_deep_as_documents_are_read_and_no_deeper()
    {
        YamlNode value = new YamlMap { ["a"] = 1 };
        for (int depth = 1; depth < YamlLimits.Default.MaxDepth; depth++)
        {
            value = depth % 2 == 0 ? new YamlMap { ["a"] = value } : [value];
        }

        Read(YamlWriter.Write(value));
        YamlWriter.WriteJson(value).Length.ShouldBeGreaterThan(YamlLimits.Default.MaxDepth);
        Should.Throw<ArgumentException>(() => YamlWriter.Write(new YamlMap { ["a"] = value }));
        Should.Throw<InvalidOperationException>(() => YamlWriter.WriteJson(new YamlMap { ["a"] = value }));
    }

    [Fact]
    public void A_copy_adds_entries_and_leaves_the_first_as_it_was()
    {
        var first = new YamlMap { ["a"] = 1, ["b"] = 2 };
        YamlWriter.WriteJson(new YamlMap(first) { ["c"] = 3, ["a"] = 4, ["b"] = (string?)null }).ShouldBe("""{"a":4,"c":3}""");
        YamlWriter.WriteJson(first).ShouldBe("""{"a":1,"b":2}""");
    }

    private static DocumentNode Read(string yaml)
    {
        ReadResult<DocumentNode> read = YamlDocument.Parse(yaml, "f.yaml");
        read.Diagnostics.ShouldBeEmpty(yaml);
        return read.Value!;
    }

    private static void CheckText(DocumentNode node, string text)
    {
        ScalarNode scalar = node.ShouldBeOfType<ScalarNode>();
        scalar.Value.ShouldBe(text);
        (scalar.IsQuoted || !Resolved().IsMatch(scalar.Value)).ShouldBeTrue(text);
    }

    private static JsonNode ToJson(DocumentNode node) => node switch
    {
        MappingNode map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)ToJson(entry.Value)))),
        SequenceNode list => new JsonArray([.. list.Items.Select(ToJson)]),
        ScalarNode scalar when scalar.IsQuoted || !Resolved().IsMatch(scalar.Value) => scalar.Value,
        ScalarNode { Value: "true" or "false" } truth => truth.Value == "true",
        ScalarNode { Value: ['0', _, ..] } mode => Convert.ToInt32(mode.Value, 8),
        ScalarNode number => int.Parse(number.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException(node.ToString()),
    };

    private static (YamlNode Node, JsonNode Expected) Container(Random random, int depth)
    {
        int count = random.Next(5);
        if (random.Next(2) == 0)
        {
            (YamlNode Node, JsonNode Expected)[] items = [.. Enumerable.Range(0, count).Select(_ => Value(random, depth))];
            return (new YamlList(items.Select(item => item.Node)) { Comment = Comment(random) }, new JsonArray([.. items.Select(item => item.Expected)]));
        }

        var map = new YamlMap { Comment = Comment(random), Note = Comment(random) };
        var expected = new JsonObject();
        for (int i = 0; i < count; i++)
        {
            string key = Text(random) + i;
            (map[key], expected[key]) = Value(random, depth);
        }

        return (map, expected);
    }

    private static (YamlNode Node, JsonNode Expected) Value(Random random, int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            return Container(random, depth - 1);
        }

        int number = random.Next(-1_000, 1_000_000);
        string text = Text(random);
        return random.Next(6) switch
        {
            0 => (new YamlScalar(number) { Note = Comment(random) }, number),
            1 => (new YamlScalar(number % 2 == 0) { Comment = Comment(random) }, number % 2 == 0),
            2 => (new YamlScalar(GroupReadable), 288),
            _ => (new YamlScalar(text) { Comment = Comment(random), Note = Comment(random) }, text),
        };
    }

    private static string Text(Random random) => random.Next(3) switch
    {
        0 => HostileTexts.All[random.Next(HostileTexts.All.Length)],
        1 => HostileTexts.All[random.Next(HostileTexts.All.Length)] + HostileTexts.All[random.Next(HostileTexts.All.Length)],
        _ => new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)])]),
    };

    private static string? Comment(Random random) => random.Next(4) == 0 ? Text(random) : null;

    // Plain scalars that are no text. Source: YAML 1.1 types (yaml.org/type), YAML 1.2.2 core schema (10.3.2), in any case and a little wider.
    [GeneratedRegex(
        @"^(|~|null|y|n|yes|no|on|off|true|false|<<|=|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-f_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?(e[-+]?[0-9]+)?|[-+]?\.[0-9_]+(e[-+]?[0-9]+)?|[-+]?\.?(inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1_000)]
    private static partial Regex Resolved();
}
