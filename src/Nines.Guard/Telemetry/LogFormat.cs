using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;

namespace Nines.Guard.Telemetry;

/// <summary>One line of JSON for each event.</summary>
/// <param name="hashUsers">Names users by a hash that is the same within one run of the guard, and means nothing outside of it.</param>
internal sealed class LogFormat(bool hashUsers)
{
    private const int MaxTextLength = 512;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);

    public void Write(in LogLine line, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, line.Time.UtcDateTime);
            json.WriteString("level"u8, line.Level switch { LogLevel.Information => "info"u8, LogLevel.Warning => "warn"u8, _ => "error"u8 });
            json.WriteString("event"u8, line.Event);
            if (line.Review is { } review)
            {
                Write(json, review);
            }
            else
            {
                json.WriteString("message"u8, Cut(line.Message));
                foreach ((string key, string value) in line.Fields)
                {
                    json.WriteString(key, Cut(value));
                }
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private void Write(Utf8JsonWriter json, in ReviewLine review)
    {
        json.WriteString("request"u8, review.Request.ToString("x16"));
        json.WriteString("kind"u8, review.Kind);
        json.WriteNumber("status"u8, review.Status);
        json.WriteString("verdict"u8, review.Verdict);
        if (review.Source is { } source)
        {
            json.WriteString("source"u8, source.Name());
        }

        if (review.AnswerId != default)
        {
            json.WriteString("answer"u8, review.AnswerId.ToString("x32"));
        }

        json.WriteNumber("seconds"u8, Math.Round(review.Took.TotalSeconds, 6));
        if (review.User is { } user)
        {
            json.WriteString("user"u8, hashUsers ? Hash(user.Name) : Cut(user.Name));
        }

        if (review.Question?.Resource is { } resource)
        {
            Field(json, "verb", resource.Verb);
            Field(json, "group", resource.Group);
            Field(json, "resource", resource.Resource);
            Field(json, "subresource", resource.Subresource);
            Field(json, "namespace", resource.Namespace);
            Field(json, "name", resource.Name);
        }
        else if (review.Question?.NonResource is { } path)
        {
            Field(json, "verb", path.Verb);
            Field(json, "path", path.Path);
        }

        Field(json, "why", review.Why ?? "");
    }

    private static void Field(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, Cut(value));
        }
    }

    private string Hash(string user) => Convert.ToHexStringLower(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(user)).AsSpan(0, 8));

    private static string Cut(string text)
    {
        if (text.Length <= MaxTextLength)
        {
            return text;
        }

        // Not through the middle of a pair, which could not be written.
        int end = char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength;
        return text[..end] + "...";
    }
}
