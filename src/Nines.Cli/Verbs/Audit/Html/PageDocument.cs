using System.Text.Json.Serialization;

namespace Nines.Cli.Verbs.Audit.Html;

/// <summary>Data of the page. Keys that occur thousands of times are one letter: the page of a large cluster is sent over a network.</summary>
internal sealed record PageDocument(
    IReadOnlyList<PageLevel> Kinds,
    bool Grouped,
    IReadOnlyList<PagePlaceItem> Places,
    int ColumnKind,
    IReadOnlyList<int> InnerKinds,
    IReadOnlyList<PageColumn> Columns,
    IReadOnlyList<PageWorkload> Workloads,
    IReadOnlyList<PageRoom> Room,
    int Highlighted);

internal sealed record PageLevel(string Title, IReadOnlyList<string> Domains);

internal sealed record PagePlaceItem(
    [property: JsonPropertyName("n")] string Name, [property: JsonPropertyName("c")] int Nodes, [property: JsonPropertyName("d")] IReadOnlyList<int> Domains);

internal sealed record PageColumn(
    [property: JsonPropertyName("l")] string Label, [property: JsonPropertyName("c")] int Nodes, [property: JsonPropertyName("g")] IReadOnlyList<int[]> Groups);

/// <param name="Need">Null when it is not judged by number.</param>
/// <param name="Others">Pods that do not serve; null when there are none.</param>
internal sealed record PageWorkload(
    [property: JsonPropertyName("w")] string Name,
    [property: JsonPropertyName("s")] int Serving,
    [property: JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Need,
    [property: JsonPropertyName("p")] int[] Pods,
    [property: JsonPropertyName("o"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Others);

internal sealed record PageRoom(
    [property: JsonPropertyName("a")] int Kind,
    [property: JsonPropertyName("i")] int Domain,
    [property: JsonPropertyName("m")] int Displaced,
    [property: JsonPropertyName("x")] int Stranded,
    [property: JsonPropertyName("s")] IReadOnlyList<string> Reasons);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageDocument))]
internal sealed partial class PageJsonContext : JsonSerializerContext;
