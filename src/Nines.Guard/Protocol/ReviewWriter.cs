using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Nines.Guard.Decisions;

namespace Nines.Guard.Protocol;

/// <summary>Writes answers, in the version of their question. They never hold a token or the cause of a failure inside the guard.</summary>
internal static class ReviewWriter
{
    public static void Write(IBufferWriter<byte> output, ReviewVersion version, AccessDecision decision)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("kind"u8, "SubjectAccessReview"u8);
        json.WriteString("apiVersion"u8, version == ReviewVersion.V1 ? "authorization.k8s.io/v1"u8 : "authorization.k8s.io/v1beta1"u8);
        json.WriteStartObject("status"u8);
        json.WriteBoolean("allowed"u8, decision.Verdict == Verdict.Allow);
        if (decision.Verdict == Verdict.Deny)
        {
            json.WriteBoolean("denied"u8, true);
        }

        if (!decision.Reason.IsEmpty)
        {
            json.WriteString("reason"u8, decision.Reason.Span);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(IBufferWriter<byte> output, ReviewVersion version, AuthenticationAnswer answer)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("kind"u8, "TokenReview"u8);
        json.WriteString("apiVersion"u8, version == ReviewVersion.V1 ? "authentication.k8s.io/v1"u8 : "authentication.k8s.io/v1beta1"u8);
        json.WriteStartObject("status"u8);
        json.WriteBoolean("authenticated"u8, answer.User is not null);
        if (answer.User is { } user)
        {
            WriteUser(json, user);
            if (!answer.Audiences.IsEmpty)
            {
                WriteList(json, "audiences", answer.Audiences);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, UserIdentity user)
    {
        json.WriteStartObject("user"u8);
        json.WriteString("username"u8, user.Name);
        if (user.Uid.Length > 0)
        {
            json.WriteString("uid"u8, user.Uid);
        }

        if (!user.Groups.IsEmpty)
        {
            WriteList(json, "groups", user.Groups);
        }

        if (!user.Extra.IsEmpty)
        {
            json.WriteStartObject("extra"u8);
            foreach ((string key, ImmutableArray<string> values) in user.Extra.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                WriteList(json, key, values);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
