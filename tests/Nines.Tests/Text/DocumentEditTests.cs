using Nines.Text;

namespace Nines.Tests.Text;

public sealed class DocumentEditTests
{
    private static readonly SourcePosition _somewhere = new("env.yaml", 1, 1);

    private static readonly DocumentNode _root = Map(
        ("name", Leaf("demo")),
        ("zones", new SequenceNode(_somewhere, [Leaf("1"), Leaf("2")])),
        ("availabilities", Map(("weu.ingress", Leaf("99%")))),
        ("empty", Leaf("")));

    [Theory]
    [InlineData("name", "other", "{name: other, zones: [1, 2], availabilities: {weu.ingress: 99%}, empty: }")]
    [InlineData("zones[1]", "3", "{name: demo, zones: [1, 3], availabilities: {weu.ingress: 99%}, empty: }")]
    [InlineData("zones[2]", "3", "{name: demo, zones: [1, 2, 3], availabilities: {weu.ingress: 99%}, empty: }")]
    [InlineData("availabilities.\"weu.ingress\"", "98%", "{name: demo, zones: [1, 2], availabilities: {weu.ingress: 98%}, empty: }")]
    [InlineData("a.b", "c", "{name: demo, zones: [1, 2], availabilities: {weu.ingress: 99%}, empty: , a: {b: c}}")]
    [InlineData("empty.x", "y", "{name: demo, zones: [1, 2], availabilities: {weu.ingress: 99%}, empty: {x: y}}")]
    [InlineData("\"q\\\"\"", "v", "{name: demo, zones: [1, 2], availabilities: {weu.ingress: 99%}, empty: , q\": v}")]
    public void A_value_is_set_where_the_path_leads(string path, string value, string expected) =>
        Show(DocumentEdit.Set(_root, path, Leaf(value))).ShouldBe(expected);

    [Theory]
    [InlineData("name", "{zones: [1, 2], availabilities: {weu.ingress: 99%}, empty: }")]
    [InlineData("zones[0]", "{name: demo, zones: [2], availabilities: {weu.ingress: 99%}, empty: }")]
    [InlineData("availabilities.\"weu.ingress\"", "{name: demo, zones: [1, 2], availabilities: {}, empty: }")]
    public void An_entry_is_deleted_where_the_path_leads(string path, string expected) =>
        Show(DocumentEdit.Delete(_root, path)).ShouldBe(expected);

    [Theory]
    [InlineData("nam", "nam:1:1: There is no 'nam' in the document. Did you mean 'name'?")]
    [InlineData("zones[2]", "zones[2]:1:6: There is no item [2] in zones. The items are [0] to [1].")]
    [InlineData("zones.x", "zones.x:1:7: zones is a list, so 'x' does not fit. Name an item by its index, such as [0].")]
    [InlineData("name.x", "name.x:1:6: name is a single value, so nothing is inside of it. Set it as a whole.")]
    [InlineData("[0]", "[0]:1:1: The document is a mapping, so [0] does not fit. Name one of its keys instead.")]
    [InlineData("a..b", "a..b:1:3: Expected a key here. A path looks like regions.weu.zones[0]; write a key that contains a dot in double quotes.")]
    [InlineData("zones[x]", "zones[x]:1:6: Expected an index such as [0] here. A path looks like regions.weu.zones[0]; write a key that contains a dot in double quotes.")]
    [InlineData("\"open", "\"open:1:1: Expected a key here. A path looks like regions.weu.zones[0]; write a key that contains a dot in double quotes.")]
    [InlineData("a]", "a]:1:2: Expected a dot or [ here. A path looks like regions.weu.zones[0]; write a key that contains a dot in double quotes.")]
    [InlineData("", "(empty path):1:1: Expected a key here. A path looks like regions.weu.zones[0]; write a key that contains a dot in double quotes.")]
    public void Missing_entries_cannot_be_deleted(string path, string expected)
    {
        ReadResult<DocumentNode> result = DocumentEdit.Delete(_root, path);

        result.Value.ShouldBeNull();
        result.Diagnostics.ShouldHaveSingleItem().ToString().ShouldBe(expected);
    }

    [Fact]
    public void A_list_cannot_be_extended_beyond_its_end() =>
        DocumentEdit.Set(_root, "zones[3]", Leaf("3")).Diagnostics.ShouldHaveSingleItem().ToString()
            .ShouldBe("zones[3]:1:6: There is no item [3] in zones. The items are [0] to [1].");

    [Fact]
    public void The_document_itself_stays_as_it_is()
    {
        string before = Show(ReadResult.Of(_root));

        DocumentEdit.Set(_root, "zones[0]", Leaf("9")).IsValid.ShouldBeTrue();

        Show(ReadResult.Of(_root)).ShouldBe(before);
    }

    [Fact]
    public void A_path_of_many_steps_is_refused() =>
        DocumentPath.Parse(string.Join('.', Enumerable.Repeat("a", 65))).Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("The path has more than 64 steps.");

    private static ScalarNode Leaf(string value) => new(_somewhere, value, false);

    private static MappingNode Map(params (string Key, DocumentNode Value)[] entries) =>
        new(_somewhere, [.. entries.Select(entry => new DocumentEntry(entry.Key, _somewhere, entry.Value))]);

    private static string Show(ReadResult<DocumentNode> result)
    {
        result.Diagnostics.ShouldBeEmpty();
        return Show(result.Value!);
    }

    private static string Show(DocumentNode node) => node switch
    {
        ScalarNode scalar => scalar.Value,
        SequenceNode list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        MappingNode mapping => $"{{{string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key}: {Show(entry.Value)}"))}}}",
        _ => "",
    };
}
