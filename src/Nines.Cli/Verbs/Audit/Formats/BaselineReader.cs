using System.Collections.Immutable;
using System.Text.Json;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>Reads reports written by <c>nines audit -o json</c>.</summary>
internal static class BaselineReader
{
    private const long MaxBytes = 512L << 20;
    private const string Hint = "Make one with 'nines audit ... -o json --output-file FILE'.";

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 32 };

    public static ReadResult<Baseline> Read(string file)
    {
        ReadResult<InputFile> input = InputFile.Read(file, static () => Stream.Null, MaxBytes);
        return input.IsValid ? Read(file, input.Value.Content) : ReadResult.Failed<Baseline>(input.Diagnostics);
    }

    public static ReadResult<Baseline> Read(string file, ReadOnlyMemory<byte> content)
    {
        var here = new SourcePosition(file, 0, 0);
        if (content.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return ReadResult.Failed<Baseline>(new Diagnostic(here, "is empty; expected a report of nines audit.", Hint));
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content, s_options);
            return Read(here, document.RootElement);
        }
        catch (JsonException exception)
        {
            var at = new SourcePosition(file, (int)Math.Min(int.MaxValue - 1, exception.LineNumber ?? 0) + 1, (int)Math.Min(int.MaxValue - 1, exception.BytePositionInLine ?? 0) + 1);
            return ReadResult.Failed<Baseline>(new Diagnostic(
                at, "is not valid JSON from here on: the file is damaged or truncated.", Hint));
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, which JSON can escape and UTF-8 cannot encode.
            return ReadResult.Failed<Baseline>(new Diagnostic(here, "contains text that is not Unicode.", Hint));
        }
    }

    private static ReadResult<Baseline> Read(SourcePosition here, JsonElement root)
    {
        if (Refusal(here, root) is { } refusal)
        {
            return ReadResult.Failed<Baseline>(refusal);
        }

        if (!root.TryGetProperty("findings", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return ReadResult.Failed<Baseline>(new Diagnostic(here, "'findings' is missing or not a list.", Hint));
        }

        var faults = ImmutableArray.CreateBuilder<Diagnostic>();
        var findings = ImmutableArray.CreateBuilder<BaselineFinding>(list.GetArrayLength());
        var known = new HashSet<string>(StringComparer.Ordinal);
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string path = $"findings[{index++}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new Diagnostic(here, $"{path} is not an object."));
                continue;
            }

            string fingerprint = Text(item, "fingerprint", path, here, faults);
            string code = Text(item, "code", path, here, faults);
            string level = Text(item, "severity", path, here, faults);
            Severity? severity = level switch { "error" => Severity.Error, "warning" => Severity.Warning, "note" => Severity.Note, _ => null };
            if (severity is null && level.Length > 0)
            {
                faults.Add(new Diagnostic(here, $"{path}.severity is '{Sanitizer.Clean(level, 40)}'; expected error, warning or note."));
            }

            string subject = Text(item, "subject", path, here, faults);
            string message = Text(item, "message", path, here, faults);
            if (known.Add(fingerprint))
            {
                findings.Add(new BaselineFinding(fingerprint, code, severity ?? Severity.Note, subject, message));
            }
        }

        return faults.Count == 0 ? ReadResult.Of(new Baseline(here.File, findings.ToImmutable())) : ReadResult.Failed<Baseline>(faults.ToImmutable());
    }

    /// <summary>Detects files of another type.</summary>
    /// <returns>The error; null for a report of nines audit.</returns>
    private static Diagnostic? Refusal(SourcePosition here, JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("schema", out JsonElement version) && version.ValueKind == JsonValueKind.String)
        {
            string schema = version.GetString()!;
            return schema == AuditJson.Schema ? null
                : schema.StartsWith("nines.audit/", StringComparison.Ordinal)
                    ? new Diagnostic(here, $"is of version '{Sanitizer.Clean(schema, 40)}'; this nines reads {AuditJson.Schema}.", "Make a new baseline with this version of nines.")
                    : new Diagnostic(here, $"is a '{Sanitizer.Clean(schema, 40)}' file; expected {AuditJson.Schema}.", Hint);
        }

        string what = root.ValueKind != JsonValueKind.Object ? "is not a JSON object"
            : root.TryGetProperty("runs", out _) ? "is a SARIF log"
            : root.TryGetProperty("apiVersion", out _) ? "is a file of Kubernetes objects"
            : "has no 'schema'";
        return new Diagnostic(here, $"{what}; expected a report of nines audit ({AuditJson.Schema}).", Hint);
    }

    private static string Text(JsonElement item, string key, string path, SourcePosition here, ImmutableArray<Diagnostic>.Builder faults)
    {
        if (item.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        faults.Add(new Diagnostic(here, $"{path}.{key} is missing, empty or not a text."));
        return "";
    }
}
