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

    /// <summary>How many objects of each other kind there were.</summary>
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
        // A list of one kind tells of the kind even when it is empty.
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
