using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nines.Text;

namespace Nines.Guard.Files;

/// <summary>
/// Reads a key file strictly. One statement a line: <c>version 1</c> first, one <c>naming HEX</c>, and <c>signing ID TIME HEX</c> once for
/// each key. Empty lines and lines that begin with # are passed over. No message holds any part of a secret.
/// </summary>
internal static class KeyRingReader
{
    private const int MaxFileBytes = 16 * 1024;
    private static readonly string[] s_words = ["version", "naming", "signing"];

    /// <summary>Reads a file, and checks who else may.</summary>
    public static ReadResult<KeyRingFile> ReadFile(string path)
    {
        var here = new SourcePosition(path, 0, 0);
        try
        {
            if (SecretPermissions.Check(path) is { } fault)
            {
                return ReadResult.Failed<KeyRingFile>(fault);
            }

            using FileStream stream = File.OpenRead(path);
            byte[] content = new byte[MaxFileBytes + 1];
            return Read(content.AsSpan(0, stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ReadResult.Failed<KeyRingFile>(new Diagnostic(here, $"cannot be read: {fault.Message}"));
        }
    }

    /// <param name="file">Its name, for messages.</param>
    public static ReadResult<KeyRingFile> Read(ReadOnlySpan<byte> content, string file)
    {
        if (content.Length > MaxFileBytes || content.ContainsAnyExceptInRange((byte)1, (byte)127))
        {
            return ReadResult.Failed<KeyRingFile>(new Diagnostic(
                new SourcePosition(file, 0, 0),
                content.Length > MaxFileBytes ? $"is larger than {MaxFileBytes / 1024} KiB; expected a key file." : "contains bytes that are not ASCII; expected a key file.",
                "Create one with nines guard init keys."));
        }

        var reading = new Reading(file);
        string[] lines = Encoding.ASCII.GetString(content).Split('\n');
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].TrimEnd('\r');
            if (line.Length > 0 && line[0] != '#')
            {
                reading.Take(line.Split(' '), number);
            }
        }

        return reading.Finish();
    }

    private sealed class Reading(string file)
    {
        private readonly List<Diagnostic> _faults = [];
        private readonly List<TimedKey> _keys = [];
        private byte[]? _naming;
        private bool _hasVersion;
        private bool _isNamed;
        private bool _isSigned;

        public void Take(string[] words, int line)
        {
            switch (words[0])
            {
                case "version":
                    Require(!_hasVersion && !_isNamed && _keys.Count == 0, line, "'version' is not the first statement; expected it once, before all others.");
                    Require(words is [_, "1"], line, "unknown version of a key file; expected 'version 1'.", "A newer nines may have written it.");
                    _hasVersion = true;
                    break;
                case "naming":
                    Require(!_isNamed, line, "'naming' is duplicated; expected one.");
                    _isNamed = true;
                    _naming = words.Length == 2 ? Secret(words[1]) : null;
                    Require(_naming is not null, line, $"expected 'naming' and {Hex}.");
                    break;
                case "signing":
                    _isSigned = true;
                    TakeKey(words, line);
                    break;
                default:
                    // The word itself may be a secret whose statement was lost; only something near to a known word is shown.
                    string? meant = Spelling.Nearest(words[0], s_words);
                    Require(false, line, "is not a statement; expected 'version', 'naming' or 'signing' first.", meant is null ? null : $"Did you mean '{meant}'?");
                    break;
            }
        }

        public ReadResult<KeyRingFile> Finish()
        {
            Require(_hasVersion, 0, "has no 'version 1'.");
            Require(_isNamed, 0, "has no 'naming'.");
            Require(_isSigned, 0, "has no 'signing'; expected at least one key.");
            Require(_keys.Count <= KeyRingFile.MaxKeys, 0, $"has {_keys.Count} keys; expected at most {KeyRingFile.MaxKeys}.");
            Require(
                !_keys.Exists(key => _naming is not null && CryptographicOperations.FixedTimeEquals(key.Secret.Span, _naming)),
                0, "uses the naming secret for signing too; expected secrets that are all different.");
            return _faults.Count == 0
                ? ReadResult.Of(new KeyRingFile(_naming, [.. _keys.OrderBy(key => key.SignsFrom)]))
                : ReadResult.Failed<KeyRingFile>([.. _faults.OrderBy(fault => fault.Position.Line)]);
        }

        private static string Hex => $"a secret of {KeyRingFile.MinBytes} to {KeyRingFile.MaxBytes} bytes in hexadecimal";

        private void TakeKey(string[] words, int line)
        {
            bool hasId = uint.TryParse(words.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0;
            bool hasTime = DateTimeOffset.TryParseExact(
                words.ElementAtOrDefault(2), KeyRingFile.TimeFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset from);
            byte[]? secret = words.Length == 4 ? Secret(words[3]) : null;
            if (!hasId || !hasTime || secret is null)
            {
                string wrong = !hasId ? "the number of the key" : !hasTime ? "the time from which it signs" : "the secret";
                Require(false, line, $"{wrong} is invalid; expected 'signing', a number from 1, a time such as 2030-01-31T12:00:00Z, and {Hex}.");
                return;
            }

            Require(!_keys.Exists(key => key.Id == id), line, $"key {id} is duplicated; expected a unique number.");
            Require(!_keys.Exists(key => key.SignsFrom == from), line, $"another key also signs from {words[2]}; expected a unique time.");
            Require(
                !_keys.Exists(key => CryptographicOperations.FixedTimeEquals(key.Secret.Span, secret)),
                line, "another key has the same secret; expected secrets that are all different.");
            _keys.Add(new TimedKey(id, from, secret));
        }

        private void Require(bool isGood, int line, string fault, string? hint = null)
        {
            if (!isGood)
            {
                _faults.Add(new Diagnostic(new SourcePosition(file, line, line == 0 ? 0 : 1), fault, hint));
            }
        }

        private static byte[]? Secret(string hex) =>
            hex.Length is >= 2 * KeyRingFile.MinBytes and <= 2 * KeyRingFile.MaxBytes && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(hex) : null;
    }
}
