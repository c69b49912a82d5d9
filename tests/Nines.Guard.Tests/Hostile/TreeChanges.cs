using System.Text;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Changes of the structure of a review: what a wrong or a hostile writer of JSON would send.</summary>
internal static class TreeChanges
{
    private static readonly string[] s_names =
    [
        "kind", "apiVersion", "spec", "status", "user", "groups", "group", "uid", "extra", "oid", "resourceAttributes", "nonResourceAttributes", "verb", "path",
        "resource", "subresource", "namespace", "name", "version", "token", "audiences", "allowed", "authenticated",
    ];

    private static readonly byte[][] s_values =
    [
        .. ((string[])
        [
            "null", "true", "false", "0", "-1", "1e999", "-0.0", "9223372036854775808", "{}", "[]", "[[]]", "[null]", "[{}]", "\"\"", "\"*\"", "\"developers\"", "\"operators\"",
            "\"anna\"", "\"olga\"", "\"dev\"", "\"get\"", "[\"developers\"]", "[\"operators\",\"operators\"]", "{\"oid\":[\"11111111-2222-3333-4444-555555555555\"]}",
            "\"de\\u0076elopers\"", "\"developers\\u0000\"", "\"developers \"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"\u2028\"", "\"\u0435ve\"",
            "\"a\\nb\\u001b[31m\"", "\"\\\"\\\\\\/\"", "{\"verb\":\"get\",\"path\":\"/healthz\"}", "{\"verb\":\"get\",\"resource\":\"pods\",\"namespace\":\"dev\"}", "NaN", "01", "'a'",
            "\"\\x41\"", "\"\\u12\"", "/**/1", "tru",
        ]).Select(JsonRaw.Bytes),
        [(byte)'"', 0xff, 0xfe, (byte)'"'],
        [(byte)'"', 0xc0, 0xaf, (byte)'"'],
        [(byte)'"', 0xed, 0xa0, 0x80, (byte)'"'],
        [(byte)'"', (byte)'a', 0, (byte)'"'],
    ];

    private static readonly Action<Random, JsonObject>[] s_changes =
        [Duplicate, Duplicate, Spell, Replace, Replace, Replace, Remove, Rename, Rename, Add, Add, Swap, Wrap, Grow, Lengthen, Widen, Both];

    public static void Apply(Random random, JsonObject root) => s_changes[random.Next(s_changes.Length)](random, root);

    private static void Duplicate(Random random, JsonObject root)
    {
        JsonObject map = AnyMap(random, root);
        if (map.Members.Count > 0)
        {
            (byte[] name, JsonPart value) = map.Members[random.Next(map.Members.Count)];
            map.Members.Insert(random.Next(map.Members.Count + 1), (random.Next(3) == 0 ? Escape(random, name) : name, random.Next(3) == 0 ? value : Value(random)));
        }
    }

    // The same name to a reader that unescapes; another one to a reader that minds case, spaces and NULs.
    private static void Spell(Random random, JsonObject root) => Name(random, root, name => random.Next(6) switch
    {
        0 => Escape(random, name),
        1 => JsonRaw.Bytes(Encoding.UTF8.GetString(name).ToUpperInvariant()),
        2 => [.. name[..^1], (byte)' ', (byte)'"'],
        3 => [.. name[..^1], .. "\\u0000\""u8],
        4 => [.. name[..^1], 0xff, (byte)'"'],
        _ => [(byte)'"', .. "\\ud800"u8, .. name[1..]],
    });

    private static void Rename(Random random, JsonObject root) => Name(random, root, _ => Known(random));

    private static void Replace(Random random, JsonObject root)
    {
        (JsonPart parent, int index) = Any(random, root);
        Set(parent, index, Value(random));
    }

    private static void Remove(Random random, JsonObject root)
    {
        (JsonPart parent, int index) = Any(random, root);
        if (parent is JsonObject map && map.Members.Count > 0)
        {
            map.Members.RemoveAt(index);
        }
        else if (parent is JsonArray list && list.Items.Count > 0)
        {
            list.Items.RemoveAt(index);
        }
    }

    private static void Add(Random random, JsonObject root)
    {
        JsonObject map = AnyMap(random, root);
        map.Members.Insert(random.Next(map.Members.Count + 1), (random.Next(4) == 0 ? "\"later\""u8.ToArray() : Known(random), Value(random)));
    }

    private static void Swap(Random random, JsonObject root)
    {
        (JsonPart first, int at) = Any(random, root);
        (JsonPart second, int with) = Any(random, root);
        (JsonPart? one, JsonPart? other) = (Get(first, at), Get(second, with));

        // Not one into itself, which would be a circle.
        if (one is JsonRaw && other is JsonRaw)
        {
            Set(first, at, other);
            Set(second, with, one);
        }
    }

    private static void Wrap(Random random, JsonObject root)
    {
        (JsonPart parent, int index) = Any(random, root);
        int depth = random.Next(20) == 0 ? random.Next(3000) : random.Next(1, 20);
        string open = random.Next(2) == 0 ? "[" : "{\"a\":";
        Set(parent, index, new JsonRaw(new StringBuilder().Insert(0, open, depth).Append("\"x\"").Append(open.Length == 1 ? ']' : '}', depth).ToString()));
    }

    private static void Grow(Random random, JsonObject root)
    {
        (JsonPart parent, int index) = Any(random, root);
        int length = random.Next(10) == 0 ? random.Next(80_000) : random.Next(600);
        Set(parent, index, new JsonRaw($"\"{new string(random.Next(2) == 0 ? 'a' : '\u00e9', length)}{(random.Next(2) == 0 ? "\\ud83d\\ude00" : "")}\""));
    }

    private static void Lengthen(Random random, JsonObject root)
    {
        (JsonPart parent, int index) = Any(random, root);
        int items = random.Next(20) == 0 ? random.Next(25_000) : random.Next(50);
        JsonRaw item = new(random.Next(3) == 0 ? "1" : "\"\"");
        Set(parent, index, JsonPart.List(Enumerable.Repeat(item, items)));
    }

    private static void Widen(Random random, JsonObject root)
    {
        int keys = random.Next(20) == 0 ? random.Next(1_200) : random.Next(20);
        Spec(root)?.Members.Add(("\"extra\""u8.ToArray(), JsonPart.Map(Enumerable.Range(0, keys).Select(key => ("k" + key, (JsonPart)JsonPart.List())))));
    }

    private static void Both(Random random, JsonObject root)
    {
        byte[][] kinds = ["\"resourceAttributes\""u8.ToArray(), "\"nonResourceAttributes\""u8.ToArray()];
        Spec(root)?.Members.Insert(0, (kinds[random.Next(2)], new JsonRaw(s_values[random.Next(s_values.Length)])));
    }

    private static JsonObject? Spec(JsonObject root) => root.Members.Select(member => member.Value).OfType<JsonObject>().Skip(1).FirstOrDefault();

    private static JsonRaw Value(Random random) => random.Next(40) == 0
        ? new JsonRaw(new string('7', random.Next(1, 2000)) + (random.Next(2) == 0 ? "e-" + new string('9', 30) : ""))
        : new JsonRaw(s_values[random.Next(s_values.Length)]);

    private static byte[] Known(Random random) => JsonRaw.Bytes("\"" + s_names[random.Next(s_names.Length)] + "\"");

    private static byte[] Escape(Random random, byte[] name)
    {
        int at = random.Next(1, name.Length);
        return at == name.Length - 1 ? name : [.. name[..at], .. JsonRaw.Bytes($"\\u{name[at]:x4}"), .. name[(at + 1)..]];
    }

    private static void Name(Random random, JsonObject root, Func<byte[], byte[]> change)
    {
        JsonObject map = AnyMap(random, root);
        if (map.Members.Count > 0)
        {
            int index = random.Next(map.Members.Count);
            map.Members[index] = (change(map.Members[index].Name), map.Members[index].Value);
        }
    }

    private static JsonObject AnyMap(Random random, JsonObject root)
    {
        List<JsonObject> maps = [.. Parents(root).OfType<JsonObject>()];
        return maps[random.Next(maps.Count)];
    }

    private static (JsonPart Parent, int Index) Any(Random random, JsonObject root)
    {
        List<JsonPart> parents = Parents(root);
        JsonPart parent = parents[random.Next(parents.Count)];
        int count = parent is JsonObject map ? map.Members.Count : ((JsonArray)parent).Items.Count;
        return (parent, count == 0 ? 0 : random.Next(count));
    }

    private static List<JsonPart> Parents(JsonObject root)
    {
        List<JsonPart> found = [root];
        for (int next = 0; next < found.Count && found.Count < 50; next++)
        {
            found.AddRange(
                (found[next] is JsonObject map ? map.Members.Select(member => member.Value) : ((JsonArray)found[next]).Items.Take(50)).Where(value => value is not JsonRaw));
        }

        return found;
    }

    private static JsonPart? Get(JsonPart parent, int index) => parent switch
    {
        JsonObject map => index < map.Members.Count ? map.Members[index].Value : null,
        JsonArray list => index < list.Items.Count ? list.Items[index] : null,
        _ => null,
    };

    private static void Set(JsonPart parent, int index, JsonPart value)
    {
        if (parent is JsonObject map && index < map.Members.Count)
        {
            map.Members[index] = (map.Members[index].Name, value);
        }
        else if (parent is JsonArray list)
        {
            if (index < list.Items.Count)
            {
                list.Items[index] = value;
            }
            else
            {
                list.Items.Add(value);
            }
        }
    }
}
