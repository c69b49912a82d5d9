using Nines.Guard.Cache;

namespace Nines.Guard.Tests.Cache;

public sealed class QuestionWriterTests
{
    [Fact]
    public void Fields_cannot_be_shifted_into_each_other()
    {
        Bytes(w => w.Field("ab").Field("c")).ShouldNotBe(Bytes(w => w.Field("a").Field("bc")));
        Bytes(w => w.List(["a", "b"]).List([])).ShouldNotBe(Bytes(w => w.List(["a"]).List(["b"])));
        Bytes(w => w.Field("a/b")).ShouldNotBe(Bytes(w => w.Field("a").Field("b")));
    }

    [Fact]
    public void Different_questions_have_different_keys_and_equal_ones_the_same()
    {
        byte[] secret = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
        EntryKey key = EntryKey.Compute(secret, Bytes(w => w.Field("oid-1").List(["g1", "g2"])));

        key.ShouldBe(EntryKey.Compute(secret, Bytes(w => w.Field("oid-1").List(["g1", "g2"]))));
        key.ShouldNotBe(EntryKey.Compute(secret, Bytes(w => w.Field("oid-2").List(["g1", "g2"]))));
        key.ShouldNotBe(EntryKey.Compute([.. secret.Reverse()], Bytes(w => w.Field("oid-1").List(["g1", "g2"]))));
        key.ToString().Length.ShouldBe(64);
    }

    [Fact]
    public void A_key_survives_being_written_and_read()
    {
        var key = new EntryKey(1, ulong.MaxValue, 3, 0x0123456789abcdef);
        byte[] bytes = new byte[EntryKey.Bytes];
        key.Write(bytes);
        EntryKey.Read(bytes).ShouldBe(key);
        Convert.ToHexStringLower(bytes).ShouldBe(key.ToString());
    }

    private static byte[] Bytes(Action<QuestionWriter> write)
    {
        var writer = new QuestionWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}
