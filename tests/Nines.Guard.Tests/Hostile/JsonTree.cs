using System.Buffers;
using System.Text;

namespace Nines.Guard.Tests.Hostile;

/// <summary>JSON that may be wrong in every way a writer can get it wrong: names twice, texts that are no texts, numbers of any length.</summary>
internal abstract class JsonPart
{
    public abstract void Write(IBufferWriter<byte> output, Func<string> space);

    public static JsonRaw Text(string plain) => new("\"" + plain + "\"");

    public static JsonArray List(params IEnumerable<JsonPart> items)
    {
        var list = new JsonArray();
        list.Items.AddRange(items);
        return list;
    }

    public static JsonObject Map(params IEnumerable<(string Name, JsonPart Value)> members)
    {
        var map = new JsonObject();
        map.Members.AddRange(members.Select(member => (JsonRaw.Bytes("\"" + member.Name + "\""), member.Value)));
        return map;
    }
}

/// <summary>One token as it stands, quotes and all; or anything else.</summary>
internal sealed class JsonRaw(byte[] bytes) : JsonPart
{
    public JsonRaw(string text)
        : this(Bytes(text))
    {
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public override void Write(IBufferWriter<byte> output, Func<string> space) => output.Write(bytes);
}

internal sealed class JsonObject : JsonPart
{
    /// <summary>Names with their quotes.</summary>
    public List<(byte[] Name, JsonPart Value)> Members { get; } = [];

    public override void Write(IBufferWriter<byte> output, Func<string> space)
    {
        output.Write("{"u8);
        for (int index = 0; index < Members.Count; index++)
        {
            output.Write(JsonRaw.Bytes(index == 0 ? space() : "," + space()));
            output.Write(Members[index].Name);
            output.Write(JsonRaw.Bytes(":" + space()));
            Members[index].Value.Write(output, space);
        }

        output.Write(JsonRaw.Bytes(space() + "}"));
    }
}

internal sealed class JsonArray : JsonPart
{
    public List<JsonPart> Items { get; } = [];

    public override void Write(IBufferWriter<byte> output, Func<string> space)
    {
        output.Write("["u8);
        for (int index = 0; index < Items.Count; index++)
        {
            output.Write(JsonRaw.Bytes(index == 0 ? space() : "," + space()));
            Items[index].Write(output, space);
        }

        output.Write(JsonRaw.Bytes(space() + "]"));
    }
}
