using System.Text;
using Nines.Text;

namespace Nines.Yaml.Tests;

public sealed class YamlDocumentTests
{
    [Fact]
    public void Keys_and_values_have_their_positions()
    {
        MappingNode root = Parse("a: 1\nb:\n  - 'x'\n  - y: ~\n").ShouldBeOfType<MappingNode>();

        root.Entries[0].KeyPosition.ShouldBe(new SourcePosition("f.yaml", 1, 1));
        root.Entries[0].Value.ShouldBe(new ScalarNode(new SourcePosition("f.yaml", 1, 4), "1", false));
        SequenceNode list = root.Entries[1].Value.ShouldBeOfType<SequenceNode>();
        list.Items[0].ShouldBe(new ScalarNode(new SourcePosition("f.yaml", 3, 5), "x", true));
        list.Items[1].ShouldBeOfType<MappingNode>().Entries[0].KeyPosition.ShouldBe(new SourcePosition("f.yaml", 4, 5));
    }

    [Theory]
    [InlineData("{\"a\": [1, true, null, \"x\\u00e9\\/\"]}", "{a: [1, true, null, 'xé/']}")]
    [InlineData("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", "{a: {b: 1}}")]
    [InlineData("{\"a\":1,\"b\":[]}", "{a: 1, b: []}")]
    [InlineData("{\"smile\": \"\\ud83d\\ude00\"}", "{smile: '😀'}")]
    [InlineData("[]", "[]")]
    public void Json_is_read_too(string json, string expected) => Show(Parse(json)).ShouldBe(expected);

    [Theory]
    [InlineData("a: &x {k: 1}\nb: *x", "{a: {k: 1}, b: {k: 1}}")]
    [InlineData("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}", "{a: {k: 1, l: 2}, b: {k: 3, l: 2}}")]
    [InlineData("a: &x {k: 1}\nc: &y {k: 2, l: 3}\nb: {<<: [*x, *y]}", "{a: {k: 1}, c: {k: 2, l: 3}, b: {k: 1, l: 3}}")]
    [InlineData("a: &x k\n*x : v", "{a: k, k: v}")]
    [InlineData("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}")]
    [InlineData("a: !!str 12\nb: !!int 3\nc: ! 4", "{a: '12', b: 3, c: '4'}")]
    [InlineData("a: |\n  two\n  lines\n", "{a: 'two\nlines\n'}")]
    [InlineData("--- \na: 1\n...\n", "{a: 1}")]
    [InlineData("%YAML 1.2\n---\na: 1\n", "{a: 1}")]
    [InlineData("\uFEFFa: 1\r\nb: 2\r\n", "{a: 1, b: 2}")]
    public void Scalars_have_their_YAML_meaning(string yaml, string expected) => Show(Parse(yaml)).ShouldBe(expected);

    [Fact]
    public void An_alias_shares_its_node()
    {
        MappingNode root = Parse("a: &x {k: 1}\nb: *x").ShouldBeOfType<MappingNode>();

        root.Entries[1].Value.ShouldBeSameAs(root.Entries[0].Value);
    }

    [Theory]
    [InlineData("", "f.yaml:1:1: The file is empty. examples/ has files to start from.")]
    [InlineData("# only a comment\n", "f.yaml:1:1: The file is empty. examples/ has files to start from.")]
    [InlineData("---\n", "f.yaml:1:1: The file is empty. examples/ has files to start from.")]
    [InlineData("a: 1\na: 2\nb: 1\nb: 1\n", "f.yaml:2:1: The key a is duplicated; its first place is line 1. Remove one, or join the two.|f.yaml:4:1: The key b is duplicated; its first place is line 3. Remove one, or join the two.")]
    [InlineData("a: 1\n---\nb: 2\n", "f.yaml:2:1: A second document starts here; a file holds one. Put it into a file of its own, or remove the line ---.")]
    [InlineData("a: *b\nc: *b\n", "f.yaml:1:4: The alias *b has no anchor &b before it. Anchor what it repeats with &b first.|f.yaml:2:4: The alias *b has no anchor &b before it. Anchor what it repeats with &b first.")]
    [InlineData("pools: &pools 1\nc: *pool\n", "f.yaml:2:4: The alias *pool has no anchor &pool before it. Did you mean *pools?")]
    [InlineData("a: &a [*a]\n", "f.yaml:1:8: The alias *a stands inside what it repeats. Repeat it from outside of it.")]
    [InlineData("a: !Ref x\nb: !!binary aGk=\n", "f.yaml:1:4: The tag !Ref has no meaning here. Remove the tag and write the value itself.|f.yaml:2:4: The tag tag:yaml.org,2002:binary has no meaning here. Remove the tag and write the value itself.")]
    [InlineData("{a: 1}: b\n", "f.yaml:1:1: A list or mapping cannot be a key. Use a plain name as the key; put a text that starts with { or [ in quotes.")]
    [InlineData(": b\n", "f.yaml:1:1: A key is missing before the colon. Write the name of the key, or remove the line.")]
    [InlineData("a: {<<: 1}\n", "f.yaml:1:9: A merge key << takes a mapping, or a list of mappings. Write <<: *name, where &name anchors a mapping.")]
    [InlineData("a: 1\nb: \u0001\n", "f.yaml:2:4: The character U+0001 cannot be printed and is not allowed. Remove it, or write it as an escape in double quotes.")]
    [InlineData("a: 1\nb\0", "f.yaml:2:2: The file holds a NUL character: it is binary, not text. Name a text file.")]
    public void Errors_are_reported_with_their_position(string yaml, string expected) => Faults(YamlDocument.Parse(yaml, "f.yaml")).ShouldBe(expected);

    [Theory]
    [InlineData("a:\n\tb: 1\n", 2)]
    [InlineData("a: [1, 2\n", 2)]
    [InlineData("a: 'open\n", 2)]
    [InlineData("a: b: c\n", 1)]
    [InlineData("a: 1\n  b: 2\n", 2)]
    [InlineData("a: @x\n", 1)]
    [InlineData("a: %x\n", 1)]
    public void Invalid_YAML_is_reported_with_its_line(string yaml, int line)
    {
        Diagnostic fault = YamlDocument.Parse(yaml, "f.yaml").Diagnostics.ShouldHaveSingleItem();

        fault.Position.Line.ShouldBeInRange(1, line);
        fault.Message.ShouldStartWith("This is not YAML: ");
        fault.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void Tabs_in_the_indentation_are_named() =>
        YamlDocument.Parse("a:\n\tb: 1\n", "f.yaml").Diagnostics.ShouldHaveSingleItem().Hint.ShouldBe("Indent with spaces instead of tabs.");

    [Theory]
    [InlineData(new byte[] { 0x61, 0x3A, 0x0A, 0x62, 0xFF }, "f.yaml:2:2: Byte 0xFF is not UTF-8 text. Save the file as UTF-8; if it is not a text file, name another one.")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "f.yaml:1:1: The file is written in UTF-16. Save it as UTF-8.")]
    [InlineData(new byte[] { 0x61, 0x00, 0x3A, 0x00, 0x20, 0x00 }, "f.yaml:1:1: The file is written in UTF-16. Save it as UTF-8.")]
    [InlineData(new byte[] { 0x7F, 0x45, 0x4C, 0x46, 0x02, 0x00, 0x00, 0xFF }, "f.yaml:1:1: The character U+007F cannot be printed and is not allowed. Remove it, or write it as an escape in double quotes.")]
    public void Bytes_that_are_not_UTF8_are_reported(byte[] bytes, string expected) => Faults(YamlDocument.Parse(bytes, "f.yaml")).ShouldBe(expected);

    [Fact]
    public void Utf8_may_start_with_a_byte_order_mark() =>
        YamlDocument.Parse((byte[])[0xEF, 0xBB, 0xBF, .. "é: 1"u8], "f.yaml").Value.ShouldBeOfType<MappingNode>().Entries[0].Key.ShouldBe("é");

    [Fact]
    public void A_long_file_is_refused_by_its_length_alone()
    {
        using var stream = new UnreadableStream(50_000_000);

        Faults(YamlDocument.Parse(stream, "f.yaml"))
            .ShouldBe("f.yaml: The file is 50,000,000 bytes long; at most 4,194,304 are read. Split it, or check that it is the right file.");
    }

    [Fact]
    public void A_long_stream_of_unknown_length_is_read_no_further_than_the_limit()
    {
        using var stream = new UnreadableStream(null);

        Faults(YamlDocument.Parse(stream, "-"))
            .ShouldBe("-: The file is longer than 4,194,304 bytes, the most that is read. Split it, or check that it is the right file.");
        stream.Served.ShouldBeLessThan(5_000_000);
    }

    [Fact]
    public void A_cancelled_parser_stops() =>
        Should.Throw<OperationCanceledException>(() => YamlDocument.Parse("a: 1", "f.yaml", cancellationToken: new CancellationToken(true)));

    internal static string Faults(ReadResult<DocumentNode> result)
    {
        result.Value.ShouldBeNull();
        return string.Join('|', result.Diagnostics);
    }

    private static DocumentNode Parse(string text)
    {
        ReadResult<DocumentNode> result = YamlDocument.Parse(Encoding.UTF8.GetBytes(text), "f.yaml");
        result.Diagnostics.Select(each => each.ToString()).ShouldBeEmpty();
        return result.Value.ShouldNotBeNull();
    }

    private static string Show(DocumentNode node) => node switch
    {
        ScalarNode scalar => scalar.IsQuoted ? $"'{scalar.Value}'" : scalar.Value,
        SequenceNode list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        MappingNode mapping => $"{{{string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key}: {Show(entry.Value)}"))}}}",
        _ => "",
    };

    /// <summary>Letters without end; one that tells its length must not be read at all.</summary>
    private sealed class UnreadableStream(long? length) : Stream
    {
        public long Served { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => length is not null;

        public override bool CanWrite => false;

        public override long Length => length ?? throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            length.ShouldBeNull("a file that is too long is refused before it is read");
            buffer.AsSpan(offset, count).Fill((byte)'a');
            Served += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
