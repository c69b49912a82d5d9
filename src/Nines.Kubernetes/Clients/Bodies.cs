using System.Buffers;
using System.Text.Json;

namespace Nines.Kubernetes.Clients;

/// <summary>Writes the small bodies of requests.</summary>
internal static class Bodies
{
    public static ReadOnlyMemory<byte> Delete(DeleteOptions options) => Write(writer => WriteDelete(writer, options, "v1", "DeleteOptions"));

    /// <param name="version">policy/v1 or policy/v1beta1.</param>
    public static ReadOnlyMemory<byte> Eviction(string version, string ns, string pod, DeleteOptions options) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", version);
        writer.WriteString("kind", "Eviction");
        writer.WriteStartObject("metadata");
        writer.WriteString("name", pod);
        writer.WriteString("namespace", ns);
        writer.WriteEndObject();
        writer.WritePropertyName("deleteOptions");
        WriteDelete(writer, options, null, null);
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    private static void WriteDelete(Utf8JsonWriter writer, DeleteOptions options, string? version, string? kind)
    {
        writer.WriteStartObject();
        if (version is not null)
        {
            writer.WriteString("apiVersion", version);
            writer.WriteString("kind", kind);
        }

        if (options.DryRun)
        {
            writer.WriteStartArray("dryRun");
            writer.WriteStringValue("All");
            writer.WriteEndArray();
        }

        if (options.Uid is { } uid)
        {
            writer.WriteStartObject("preconditions");
            writer.WriteString("uid", uid);
            writer.WriteEndObject();
        }

        if (options.GracePeriodSeconds is { } grace)
        {
            writer.WriteNumber("gracePeriodSeconds", grace);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Options of a write.</summary>
/// <param name="DryRun">All is checked, nothing is kept.</param>
/// <param name="FieldManager">Owner of the fields that are written.</param>
public sealed record WriteOptions(bool DryRun = false, string FieldManager = "nines");

/// <summary>Options of a deletion.</summary>
/// <param name="Uid">Only the object with this UID, not one of the same name; null for any.</param>
public sealed record DeleteOptions(bool DryRun = false, string? Uid = null, int? GracePeriodSeconds = null);
