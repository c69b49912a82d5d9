using System.Text;
using Nines.Kubernetes.Lists;

namespace Nines.Kubernetes.Tests.Lists;

/// <summary>Objects come out of any mixture of lists and documents, however the bytes arrive.</summary>
public sealed class JsonItemReaderTests
{
    private const string Mixture = """
        {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"next","remainingItemCount":3},
         "items":[{"a":1,"metadata":{"continue":"no"}}, {"b":{"items":[1,{"c":"}]"}]}}]}
        {"kind":"Pod","metadata":{"name":"single","items":[]},"spec":{"kind":"x"}}
        { "apiVersion": "v1", "items": [ {"kind":"Node","n":"Ünï"} ], "kind": "List", "metadata": {"resourceVersion": ""} }
        {"items":null,"kind":"NodeList","metadata":{"resourceVersion":"9"}}
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Objects_are_complete_however_the_bytes_arrive(int piece)
    {
        var sink = new Collecting();

        ListEnvelope? last = await ReadAsync(Mixture, sink, piece);

        sink.Items.Select(item => item.Json).ShouldBe(
        [
            """{"a":1,"metadata":{"continue":"no"}}""",
            """{"b":{"items":[1,{"c":"}]"}]}}""",
            """{"kind":"Pod","metadata":{"name":"single","items":[]},"spec":{"kind":"x"}}""",
            """{"kind":"Node","n":"Ünï"}""",
        ]);
        sink.Items[0].Envelope.Kind.ShouldBe("PodList");
        sink.Items[0].Envelope.Continue.ShouldBe("next");
        sink.Items[0].Envelope.RemainingItemCount.ShouldBe(3);
        last!.ResourceVersion.ShouldBe("9");
    }

    [Theory]
    [InlineData(300_000, 1)]
    [InlineData(40, 20_000)]
    public async Task Large_objects_and_many_objects_survive_the_edges_of_buffers(int size, int count)
    {
        string[] items = [.. Enumerable.Range(0, count).Select(i => $$"""{"i":{{i}},"t":"{{new string('x', size + (i % 17))}}"}""")];
        var sink = new Collecting();

        await ReadAsync($$"""{"items":[{{string.Join(",\n", items)}}],"kind":"List"}""", sink, 9973);

        sink.Items.Select(item => item.Json).ShouldBe(items);
    }

    [Fact]
    public async Task A_byte_order_mark_and_nothing_at_all_are_no_faults()
    {
        var sink = new Collecting();
        await ReadAsync("\uFEFF{\"a\":1}", sink, 2);
        (await ReadAsync("  \n", sink, 1)).ShouldBeNull();
        sink.Items.Single().Json.ShouldBe("{\"a\":1}");
    }

    [Theory]
    [InlineData("{\"items\":[{\"a\":1},\n{\"b\":", 2)]
    [InlineData("{\"a\":1", 1)]
    [InlineData("{\"items\":[{\"a\":1}\n]", 2)]
    [InlineData("{\"a\":1}\n\n[1]", 3)]
    [InlineData("{\"items\":[{\"a\":1},\n 5]}", 2)]
    [InlineData("{\"items\":[{\"a\":1},\n {]}", 2)]
    [InlineData("not json", 1)]
    public async Task Truncated_or_invalid_JSON_is_reported_with_its_line(string text, int line)
    {
        foreach (int piece in new[] { 1, 3, 1000 })
        {
            (await Should.ThrowAsync<ItemFormatException>(() => ReadAsync(text, new Collecting(), piece))).Line.ShouldBe(line, text);
        }
    }

    [Fact]
    public async Task An_object_above_the_limit_is_refused_and_so_is_too_much_in_all()
    {
        string large = $$"""{"items":[{"t":"{{new string('x', 200_000)}}"}]}""";

        (await Should.ThrowAsync<ItemFormatException>(() => ReadAsync(large, new Collecting(), 5000, new ItemLimits { MaxItemBytes = 100_000 })))
            .Message.ShouldContain("larger than 100000");
        (await Should.ThrowAsync<ItemFormatException>(() => ReadAsync(large, new Collecting(), 5000, new ItemLimits { MaxBytes = 100_000 })))
            .Message.ShouldContain("more than 100000");
        await Should.ThrowAsync<ItemFormatException>(() => ReadAsync(
            string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000), new Collecting(), 5000));
    }

    private static async Task<ListEnvelope?> ReadAsync(string text, IItemSink sink, int piece, ItemLimits? limits = null)
    {
        using var stream = new PiecewiseStream(Encoding.UTF8.GetBytes(text), piece);
        return await JsonItemReader.ReadAsync(stream, sink, limits ?? ItemLimits.Default, TestLimit.Token);
    }

    private sealed class Collecting : IItemSink
    {
        public List<(string Json, ListEnvelope Envelope)> Items { get; } = [];

        public void Item(ReadOnlySpan<byte> json, ListEnvelope envelope) => Items.Add((Encoding.UTF8.GetString(json), envelope));
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
