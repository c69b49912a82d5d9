using System.Security.Cryptography;
using System.Text;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>One pseudonym for each text, whatever the text is used for: what was equal stays equal, within a snapshot and between those of one key.</summary>
internal sealed class Pseudonyms(byte[] key)
{
    private const int MaxNumberLength = 4;
    private const int Length = 12;

    // No letters that make words or look alike; the first one is a letter, as names ask for.
    private const string Letters = "bcdfghjkmnpqrstvwxz23456789";
    private const int FirstLetters = 19;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal) { [""] = "" };
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);

    /// <summary>The pseudonym of a text. Small numbers and names of public software stay.</summary>
    public string Replace(string text)
    {
        if (_known.TryGetValue(text, out string? known))
        {
            return known;
        }

        string made = IsNumber(text) || PublicNames.Words.Contains(text) ? text : Make(text);
        _known.Add(text, made);
        return made;
    }

    /// <summary>Says that a text is made of two, so that its pseudonym is made of theirs.</summary>
    public void Compose(string text, string first, string second)
    {
        if (text.Length > 0 && !_known.ContainsKey(text) && !PublicNames.Words.Contains(text))
        {
            _known[text] = $"{Replace(first)}-{Replace(second)}";
        }
    }

    private static bool IsNumber(string text) => text.Length <= MaxNumberLength && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private string Make(string text)
    {
        // 12 letters are 56 bits: two of a million names never meet, and if they did, the second would move on.
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(attempt == 0 ? text : $"{text}\0{attempt}"));
            ulong number = BitConverter.ToUInt64(hash);
            char[] letters = new char[Length];
            for (int at = 0; at < Length; at++)
            {
                int among = at == 0 ? FirstLetters : Letters.Length;
                letters[at] = Letters[(int)(number % (ulong)among)];
                number /= (ulong)among;
            }

            string made = new(letters);
            if (_taken.TryAdd(made, text))
            {
                return made;
            }
        }
    }
}
