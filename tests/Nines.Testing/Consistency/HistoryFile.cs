using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nines.Testing.Consistency;

/// <summary>Histories as JSON, so that a failed run can be kept, judged again and cut down.</summary>
public static class HistoryFile
{
    /// <summary>Writes the history; what is there already is replaced.</summary>
    public static void Write(string path, History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        using FileStream stream = File.Create(path);
        JsonSerializer.Serialize(stream, Document.Of(history), HistoryJson.Default.Document);
    }

    /// <exception cref="JsonException">The file holds no history; the message says where.</exception>
    public static History Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return (JsonSerializer.Deserialize(stream, HistoryJson.Default.Document) ?? throw new JsonException($"{path} is empty.")).ToHistory();
    }

    internal sealed record Document(Review[] Reviews, AzureCall[] Calls, Purge[] Purges, FaultWindow[] Faults, DegradedWindow[] Degraded)
    {
        public static Document Of(History history) =>
            new([.. history.Reviews], [.. history.Calls], [.. history.Purges], [.. history.Faults], [.. history.Degraded]);

        public History ToHistory() => new()
        {
            Reviews = [.. Reviews],
            Calls = [.. Calls],
            Purges = [.. Purges],
            Faults = [.. Faults],
            Degraded = [.. Degraded],
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(HistoryFile.Document))]
internal sealed partial class HistoryJson : JsonSerializerContext;
