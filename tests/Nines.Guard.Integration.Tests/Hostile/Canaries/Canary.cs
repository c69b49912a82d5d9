using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Nines.Guard.Integration.Tests.Hostile.Canaries;

/// <summary>A secret that is put into the guard, in every shape in which it could come out.</summary>
internal sealed class Canary
{
    private readonly (string Shape, byte[] Bytes)[] _shapes;

    /// <param name="name">Name of the secret, for messages.</param>
    public Canary(string name, string secret)
    {
        (Name, Secret) = (name, secret);
        byte[] raw = Encoding.UTF8.GetBytes(secret);
        byte[] hash = SHA256.HashData(raw);
        string[] middles = [.. Enumerable.Range(0, 3).Select(shift => Middle(raw, shift))];
        (string Shape, string Text)[] texts =
        [
            ("as it is", secret),
            .. middles.Select(middle => ("base64", middle)),
            .. middles.Select(middle => ("base64url", middle.Replace('+', '-').Replace('/', '_'))),
            ("url-encoded", Uri.EscapeDataString(secret)),
            ("hexadecimal", Convert.ToHexStringLower(raw)),
            ("hexadecimal", Convert.ToHexString(raw)),
            ("SHA-256", Convert.ToHexStringLower(hash)[..32]),
            ("SHA-256", Convert.ToHexString(hash)[..32]),
            ("SHA-256", Convert.ToBase64String(hash)[..20]),
            ("SHA-256", Base64Url.EncodeToString(hash)[..20]),
        ];
        _shapes = [.. texts.Select(pair => (pair.Shape, Encoding.UTF8.GetBytes(pair.Text))), ("SHA-256 as bytes", hash[..16])];
    }

    public string Name { get; }

    public string Secret { get; }

    /// <summary>One that nothing else looks like.</summary>
    public static Canary New(string name) => new(name, "cAnArY" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)) + "!/x");

    /// <summary>In which shapes it is in there.</summary>
    public IEnumerable<string> In(byte[] output) => _shapes.Where(shape => output.AsSpan().IndexOf(shape.Bytes) >= 0).Select(shape => shape.Shape);

    // What base64 makes of it wherever it stands in something longer: without the letters at its ends, which hold bits of what is around it.
    private static string Middle(byte[] raw, int shift)
    {
        string text = Convert.ToBase64String([.. new byte[shift], .. raw]);
        return text[4..^4];
    }
}

/// <summary>Everything that came out of a guard.</summary>
internal sealed partial class Outputs
{
    private readonly List<(string Where, byte[] Bytes)> _all = [];

    public void Add(string where, string text) => Add(where, Encoding.UTF8.GetBytes(text));

    public void Add(string where, byte[] bytes)
    {
        lock (_all)
        {
            _all.Add((where, bytes));
        }
    }

    public int Bytes => _all.Sum(output => output.Bytes.Length);

    /// <summary>Forbidden texts that were found, each with its position.</summary>
    public IReadOnlyList<string> Leaks(IEnumerable<Canary> canaries) =>
    [
        .. from canary in canaries from output in _all from shape in canary.In(output.Bytes) select $"{canary.Name}, {shape}, in {output.Where}",

        // Any token at all, such as those that Azure gave the guard.
        .. from output in _all let text = Encoding.Latin1.GetString(output.Bytes) where Jwt().IsMatch(text) select $"a token in {output.Where}: {Jwt().Match(text).Value}",
    ];

    [GeneratedRegex("eyJ[A-Za-z0-9_-]{10}", RegexOptions.NonBacktracking)]
    private static partial Regex Jwt();
}
