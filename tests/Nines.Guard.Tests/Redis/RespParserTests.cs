using System.Buffers;
using System.Text;
using Nines.Guard.Redis;

namespace Nines.Guard.Tests.Redis;

public sealed class RespParserTests
{
    // From the RESP3 specification, one of each type; and what our form of printing makes of it.
    public static TheoryData<string, string> Published => new()
    {
        { "+OK\r\n", "+OK" },
        { "-ERR unknown command 'asdf'\r\n", "-ERR unknown command 'asdf'" },
        { ":1000\r\n", ":1000" },
        { ":-9223372036854775808\r\n", ":-9223372036854775808" },
        { "$5\r\nhello\r\n", "$hello" },
        { "$0\r\n\r\n", "$" },
        { "$-1\r\n", "_" },
        { "*-1\r\n", "_" },
        { "_\r\n", "_" },
        { "*0\r\n", "*[]" },
        { "*2\r\n$5\r\nhello\r\n$5\r\nworld\r\n", "*[$hello $world]" },
        { "*2\r\n*3\r\n:1\r\n:2\r\n:3\r\n*2\r\n+Hello\r\n-World\r\n", "*[*[:1 :2 :3] *[+Hello -World]]" },
        { ",1.23\r\n", ",1.23" },
        { ",10\r\n", ",10" },
        { ",1e300\r\n", ",1e300" },
        { ",inf\r\n", ",inf" },
        { ",-inf\r\n", ",-inf" },
        { ",nan\r\n", ",nan" },
        { "#t\r\n", "#1" },
        { "#f\r\n", "#0" },
        { "!21\r\nSYNTAX invalid syntax\r\n", "!SYNTAX invalid syntax" },
        { "=15\r\ntxt:Some string\r\n", "=Some string" },
        { "(3492890328409238509324850943850943825024385\r\n", "(3492890328409238509324850943850943825024385" },
        { "(-5\r\n", "(-5" },
        { "%2\r\n+first\r\n:1\r\n+second\r\n:2\r\n", "%[+first :1 +second :2]" },
        { "~3\r\n+orange\r\n+apple\r\n#t\r\n", "~[+orange +apple #1]" },
        { ">2\r\n$10\r\ninvalidate\r\n*1\r\n$3\r\nfoo\r\n", ">[$invalidate *[$foo]]" },
        { ">2\r\n$10\r\ninvalidate\r\n_\r\n", ">[$invalidate _]" },
        { "|1\r\n+key-popularity\r\n%2\r\n$1\r\na\r\n,0.1923\r\n$1\r\nb\r\n,0.0012\r\n*2\r\n:2039123\r\n:9543892\r\n", "*[:2039123 :9543892]" },
        { "*3\r\n:1\r\n:2\r\n|1\r\n+ttl\r\n:3600\r\n:3\r\n", "*[:1 :2 :3]" },
        { "|0\r\n:1\r\n", ":1" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Every_type_is_read_complete_and_split_at_any_byte(string wire, string expected)
    {
        ReadAll(wire, wire.Length).ShouldBe([expected]);
        for (int cut = 1; cut < wire.Length; cut++)
        {
            ReadAll(wire + wire, cut).ShouldBe([expected, expected]);
        }
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("\r\n")]
    [InlineData("+OK\n")]
    [InlineData(":\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData(":9223372036854775808\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$?\r\n")]
    [InlineData("*?\r\n")]
    [InlineData("$5\r\nhellooo\r\n")]
    [InlineData("$999999999999\r\n")]
    [InlineData("*999999999\r\n")]
    [InlineData("%999999999\r\n")]
    [InlineData("!-1\r\n")]
    [InlineData("~-1\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("#x\r\n")]
    [InlineData(",x\r\n")]
    [InlineData("(12a\r\n")]
    [InlineData("(\r\n")]
    [InlineData("=3\r\ntxt\r\n")]
    [InlineData("=5\r\ntxt;x\r\n")]
    [InlineData(">0\r\n")]
    [InlineData("*1\r\n>1\r\n+x\r\n")]
    public void Invalid_RESP3_is_a_protocol_error(string wire) => Should.Throw<RespException>(() => ReadAll(wire, wire.Length));

    [Fact]
    public void Nesting_size_and_endless_attributes_are_bounded()
    {
        var limits = new RespLimits(4, 10, 100);
        Should.Throw<RespException>(() => ReadAll(string.Concat(Enumerable.Repeat("*1\r\n", 5)), 1, limits));
        Should.Throw<RespException>(() => ReadAll("$101\r\n", 1, limits));
        Should.Throw<RespException>(() => ReadAll("*3\r\n$40\r\n" + new string('x', 40) + "\r\n$60\r\n", 1, limits));
        Should.Throw<RespException>(() => ReadAll(string.Concat(Enumerable.Repeat("|0\r\n", 1000)), 7, limits));
        Should.Throw<RespException>(() => ReadAll(string.Concat(Enumerable.Repeat("|1\r\n:1\r\n:1\r\n", 1000)), 7, limits));
        Should.Throw<RespException>(() => ReadAll(new string('+', 5000), 100));
        ReadAll("*3\r\n:1\r\n:2\r\n:3\r\n", 1, limits).Count.ShouldBe(1);
        ReadAll(string.Concat(Enumerable.Repeat("*3\r\n:1\r\n:2\r\n:3\r\n", 50)), 5, limits).Count.ShouldBe(50);
    }

    [Fact]
    public void An_announced_size_reserves_no_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            ReadAll("*200000\r\n$4000000\r\nx", 64);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hostile_bytes_give_values_or_a_protocol_error(int seed)
    {
        var random = new Random(seed);
        const string Alphabet = "+-:$*_,#!=(%~|>\r\n0123456789tfinax";
        string[] published = [.. Published.Select(row => row.Data.Item1)];
        for (int i = 0; i < 20_000; i++)
        {
            char[] wire = (published[random.Next(published.Length)] + published[random.Next(published.Length)]).ToCharArray();
            for (int change = random.Next(6); change >= 0; change--)
            {
                wire[random.Next(wire.Length)] = random.Next(4) == 0 ? (char)random.Next(256) : Alphabet[random.Next(Alphabet.Length)];
            }

            try
            {
                ReadAll(new string(wire), 1 + random.Next(wire.Length));
            }
            catch (RespException)
            {
                // That is what it is for.
            }
        }
    }

    [Theory]
    [InlineData("-READONLY You can't write against a read only replica.", "READONLY")]
    [InlineData("-NOREPLICAS Not enough good replicas to write.", "NOREPLICAS")]
    [InlineData("-ERR", "ERR")]
    [InlineData("-secret stuff", "ERR")]
    [InlineData("-", "ERR")]
    public void Only_the_code_of_an_error_is_passed_on(string line, string code)
    {
        var bytes = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line + "\r\n"));
        new RespParser(RespLimits.Default).TryRead(ref bytes, out RespValue value).ShouldBeTrue();
        value.ErrorCode.ShouldBe(code);
    }

    // Feeds the bytes in pieces, as a pipe would: what was not used comes again in front of the next piece.
    private static List<string> ReadAll(string wire, int piece, RespLimits? limits = null)
    {
        var parser = new RespParser(limits ?? RespLimits.Default);
        byte[] bytes = Encoding.Latin1.GetBytes(wire);
        var values = new List<string>();
        int used = 0;
        for (int end = Math.Min(piece, bytes.Length); ; end = Math.Min(end + piece, bytes.Length))
        {
            ReadOnlySequence<byte> buffer = Segmented(bytes.AsMemory(used, end - used));
            long length = buffer.Length;
            while (parser.TryRead(ref buffer, out RespValue value))
            {
                values.Add(Print(value));
            }

            used += (int)(length - buffer.Length);
            if (end == bytes.Length)
            {
                return values;
            }
        }
    }

    // Two segments, so that no code may rely on one.
    private static ReadOnlySequence<byte> Segmented(ReadOnlyMemory<byte> bytes)
    {
        var first = new Segment(bytes[..(bytes.Length / 2)], 0);
        Segment last = first.Append(bytes[(bytes.Length / 2)..]);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static string Print(RespValue value) => value.Kind switch
    {
        RespKind.Null => "_",
        RespKind.Integer or RespKind.Boolean => $"{(char)value.Kind}{value.Integer}",
        RespKind.Array or RespKind.Map or RespKind.Set or RespKind.Push => $"{(char)value.Kind}[{string.Join(' ', value.Items.ToArray().Select(Print))}]",
        _ => $"{(char)value.Kind}{value.Text}",
    };

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
