using System.Text.Json.Nodes;
using Nines.Text;

namespace Nines.Yaml.Tests;

public sealed class YamlTextTests
{
    [Fact]
    public void Objects_and_lists_are_written_as_blocks()
    {
        var value = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["spec"] = new JsonObject { ["replicas"] = 2, ["paused"] = false, ["selector"] = null, ["list"] = new JsonArray("a", new JsonObject { ["b"] = 1 }) },
        };
        YamlText.Write(value).ShouldBe(
            """
            apiVersion: apps/v1
            spec:
              replicas: 2
              paused: false
              selector: null
              list:
              - a
              - b: 1

            """);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("No")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("2026-01-01")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData(" padded ")]
    [InlineData("a: b")]
    [InlineData("# no comment")]
    [InlineData("two\nlines")]
    [InlineData("\u001b[31m\"quoted\"\\")]
    [InlineData("\u202e")]
    [InlineData("emoji \U0001F600")]
    public void A_text_stays_a_text(string text)
    {
        string yaml = YamlText.Write(new JsonObject { [text.Length == 0 ? "k" : text] = text });
        yaml.ShouldAllBe(letter => letter == '\n' || (letter >= ' ' && letter < '\u007f') || letter > '\u00a0');
        ReadResult<DocumentNode> read = YamlDocument.Parse(yaml, "f.yaml");
        DocumentEntry entry = read.Value.ShouldBeOfType<MappingNode>().Entries.ShouldHaveSingleItem();
        ScalarNode value = entry.Value.ShouldBeOfType<ScalarNode>();
        value.Value.ShouldBe(text);
        value.IsQuoted.ShouldBeTrue();
    }

    [Fact]
    public void A_list_too_deep_is_refused()
    {
        JsonNode value = new JsonArray();
        for (int i = 0; i < 70; i++)
        {
            value = new JsonArray(value);
        }

        Should.Throw<ArgumentException>(() => YamlText.Write(value));
    }
}
