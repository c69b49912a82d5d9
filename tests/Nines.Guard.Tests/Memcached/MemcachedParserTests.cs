using System.Buffers;
using System.Text;
using Nines.Guard.Cache.Memcached;
using Nines.Guard.Redis;

namespace Nines.Guard.Tests.Memcached;

/// <summary>The text protocol as memcached's own protocol.txt has it.</summary>
public sealed class MemcachedParserTests
{
    [Theory]
    [InlineData("STORED\r\n", "Simple", "STORED")]
    [InlineData("NOT_STORED\r\n", "Simple", "NOT_STORED")]
    [InlineData("DELETED\r\n", "Simple", "DELETED")]
    [InlineData("NOT_FOUND\r\n", "Simple", "NOT_FOUND")]
    [InlineData("END\r\n", "Null", "")]
    [InlineData("VALUE k 0 5\r\nhello\r\nEND\r\n", "Bulk", "hello")]
    [InlineData("VALUE k 0 5 17\r\nhello\r\nEND\r\n", "Bulk", "hello")]
    [InlineData("VALUE k 0 0\r\n\r\nEND\r\n", "Bulk", "")]
    [InlineData("VALUE k 0 7\r\n\r\nEND\r\n\r\nEND\r\n", "Bulk", "\r\nEND\r\n")]
    [InlineData("ERROR\r\n", "Error", "ERROR")]
    [InlineData("CLIENT_ERROR bad data chunk\r\n", "Error", "CLIENT_ERROR bad data chunk")]
    [InlineData("SERVER_ERROR out of memory storing object\r\n", "Error", "SERVER_ERROR out of memory storing object")]
    public void A_reply_is_read_however_it_is_cut(string wire, string kind, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(wire + "STORED\r\n");
        for (int first = 0; first <= wire.Length; first++)
        {
            var parser = new MemcachedParser(16);
            var rest = new ReadOnlySequence<byte>(bytes, 0, first);
            bool isWhole = parser.TryRead(ref rest, out RespValue value);
            isWhole.ShouldBe(first == wire.Length);
            if (!isWhole)
            {
                // What was used stays used; the rest comes again with what follows.
                rest = new ReadOnlySequence<byte>(bytes, first - (int)rest.Length, bytes.Length - first + (int)rest.Length);
                parser.TryRead(ref rest, out value).ShouldBeTrue();
            }

            $"{value.Kind}".ShouldBe(kind);
            value.Text.ShouldBe(text);
        }
    }

    [Theory]
    [InlineData("VALUE k 0 17\r\n")]
    [InlineData("VALUE k 0 -1\r\n")]
    [InlineData("VALUE k 0 99999999999\r\n")]
    [InlineData("VALUE k 0 1x\r\n")]
    [InlineData("VALUE k\r\n")]
    [InlineData("VALUE k 0 1\r\nabc\r\n")]
    [InlineData("VALUE k 0 1\r\na\r\nVALUE k 0 1\r\na\r\nEND\r\n")]
    [InlineData("VALUE k 0 1\r\na\r\nSTORED\r\n")]
    [InlineData("\r\n")]
    public void A_protocol_error_ends_the_connection(string wire)
    {
        Should.Throw<RespException>(() =>
        {
            var parser = new MemcachedParser(16);
            var rest = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(wire));
            parser.TryRead(ref rest, out _);
        });
    }

    [Fact]
    public void An_endless_line_is_an_error()
    {
        Should.Throw<RespException>(() =>
        {
            var parser = new MemcachedParser(16);
            var rest = new ReadOnlySequence<byte>(new byte[4096]);
            parser.TryRead(ref rest, out _);
        });
    }

    [Fact]
    public void Random_bytes_are_read_or_refused()
    {
        var random = new Random(7);
        string[] pieces = ["VALUE ", "k ", "0 ", "3", "\r\n", "END", "abc", "STORED", "\n", "\r", " ", "\0", "ERROR"];
        for (int round = 0; round < 20_000; round++)
        {
            string wire = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var parser = new MemcachedParser(16);
            var rest = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(wire));
            try
            {
                while (parser.TryRead(ref rest, out RespValue value))
                {
                    value.Bytes.Length.ShouldBeLessThanOrEqualTo(wire.Length);
                }
            }
            catch (RespException)
            {
                // Refused.
            }
        }
    }

    [Fact]
    public void Commands_are_encoded_as_the_protocol_defines()
    {
        Encoding.ASCII.GetString(new RedisBatch().AddIfNone("k", "v1"u8.ToArray(), 5).Get("k").Delete("k").SetForEver("e", "1"u8.ToArray()).Bytes)
            .ShouldBe("add k 0 5 2\r\nv1\r\nget k\r\ndelete k\r\nset e 0 0 1\r\n1\r\n");
        Should.Throw<ArgumentOutOfRangeException>(() => new RedisBatch().AddIfNone("k", [], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new RedisBatch().AddIfNone("k", [], (30 * 24 * 3600) + 1));
    }
}
