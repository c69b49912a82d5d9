using System.Text.Json;
using Nines.Kubernetes.Lists;
using Nines.Kubernetes.Snapshots.Trimming;
using Nines.Text;

namespace Nines.Kubernetes.Snapshots;

/// <summary>Takes the objects of one source: knows those that matter, counts the others, and goes on after a fault.</summary>
/// <param name="source">Human-readable.</param>
internal sealed class RecordSink(string source, RecordCollector collector, SnapshotLimits limits) : IItemSink
{
    private const int MaxOtherKinds = 1000;

    /// <summary>Number of objects of each other kind.</summary>
    public SortedDictionary<string, int> Others { get; } = new(StringComparer.Ordinal);

    public List<Diagnostic> Faults { get; } = [];

    public void Item(ReadOnlySpan<byte> json, ListEnvelope envelope)
    {
        ObjectHead head = ObjectHead.Read(json);
        string itsKind = head.Kind.Length > 0 ? head.Kind : KindOf(envelope) ?? "";
        string itsVersion = head.ApiVersion.Length > 0 ? head.ApiVersion : head.Kind.Length == 0 ? envelope.ApiVersion ?? "" : "";
        if (itsKind.Length == 0)
        {
            throw new JsonException("expected an object of Kubernetes with a 'kind'");
        }

        try
        {
            if (!collector.Add(itsKind, itsVersion, json))
            {
                Count(itsKind);
            }
        }
        catch (JsonException exception)
        {
            throw new JsonException($"{itsKind} {Sanitizer.CleanMessage(ObjectHead.NameOf(json))}: {exception.Message}", exception);
        }
    }

    public void ListEnded(ListEnvelope envelope)
    {
        // A list of one kind shows that the kind was read, even if it is empty.
        if (KindOf(envelope) is { } listed && SnapshotKinds.IsOurs(listed, envelope.ApiVersion ?? ""))
        {
            collector.Saw(listed);
        }
    }

    public bool GoesOnAfter(ItemFormatException fault)
    {
        Add(new SourcePosition(source, (int)Math.Min(fault.Line, int.MaxValue), (int)Math.Min(fault.Column, int.MaxValue)), fault.Message);
        return Faults.Count < limits.MaxFaults;
    }

    public void Add(SourcePosition position, string message)
    {
        string? hint = message.Contains("stands before it and differs", StringComparison.Ordinal) ? "Were files of two clusters, or of two moments, put together?"
            : message.Contains("with a 'kind'", StringComparison.Ordinal) ? "Take it with 'kubectl get ... -o json', which writes the kind of each object."
            : null;
        Faults.Add(new Diagnostic(position, char.ToUpperInvariant(message[0]) + message[1..].TrimEnd('.') + ".", hint));
    }

    // PodList has pods; a List of kubectl has anything.
    private static string? KindOf(ListEnvelope envelope) => envelope.Kind is [.. var one, 'L', 'i', 's', 't'] && one.Length > 0 ? one : null;

    private void Count(string other)
    {
        string name = Others.Count < MaxOtherKinds || Others.ContainsKey(other) ? other : "others";
        Others[name] = Others.GetValueOrDefault(name) + 1;
    }
}

/// <summary>Kind and version of an object, read without the rest: a Secret is skipped as bytes.</summary>
/// <param name="Kind">Empty when it does not say.</param>
/// <param name="ApiVersion">Empty when it does not say.</param>
internal readonly record struct ObjectHead(string Kind, string ApiVersion)
{
    private const int MaxDepth = 128;
    private static readonly string[] s_kinds = [.. SnapshotKinds.All, SnapshotKinds.Endpoints, SnapshotKinds.Metadata];

    public static ObjectHead Read(ReadOnlySpan<byte> json)
    {
        string? kind = null;
        string? version = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && (kind is null || version is null))
        {
            bool isKind = reader.ValueTextEquals("kind"u8);
            bool isVersion = !isKind && reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isKind)
            {
                kind = KindOf(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.String && isVersion)
            {
                version = reader.ValueTextEquals("v1"u8) ? "v1" : Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ObjectHead(kind ?? "", version ?? "");
    }

    /// <summary>Human-readable name of the object, as far as it is known.</summary>
    public static string NameOf(ReadOnlySpan<byte> json)
    {
        string name = "";
        string ns = "";
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                bool isMetadata = reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"u8);
                bool isName = reader.CurrentDepth == 2 && reader.ValueTextEquals("name"u8);
                bool isSpace = reader.CurrentDepth == 2 && reader.ValueTextEquals("namespace"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && (isName || isSpace))
                {
                    (name, ns) = isName ? (Text(ref reader), ns) : (name, Text(ref reader));
                }
                else if (!isMetadata)
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // What was found until then will do.
        }

        return ns.Length > 0 ? $"{ns}/{name}" : name;
    }

    private static string KindOf(ref Utf8JsonReader reader)
    {
        foreach (string known in s_kinds)
        {
            if (reader.ValueTextEquals(known))
            {
                return known;
            }
        }

        return Text(ref reader);
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return TrimmedText.From(reader.GetString()!);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a text is not valid Unicode", exception);
        }
    }
}
