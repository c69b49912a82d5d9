using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Nines.Cli.Frame;
using Nines.Text;

namespace Nines.Cli.Shared;

/// <summary>Origin of an output, part of every JSON, SARIF and HTML output: program, time and input.</summary>
/// <param name="Tool">This program.</param>
/// <param name="Time">Time of writing, to the second.</param>
/// <param name="Source">The input.</param>
internal sealed record OutputStamp(ToolStamp Tool, DateTimeOffset Time, InputSource Source)
{
    public static OutputStamp Create(CommandHost host, InputSource source)
    {
        DateTimeOffset now = host.Time.GetUtcNow();
        return new OutputStamp(new ToolStamp("nines", ToolVersion.Value), now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)), source);
    }

    /// <summary>One line under the title of a page: <c>Written by nines 0.1.0 on 2026-11-28 20:10 UTC from cluster.json.</c></summary>
    public string ToSentence() => string.Create(
        CultureInfo.InvariantCulture, $"Written by {Tool.Name} {Tool.Version} on {Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC from {Source.ToPhrase()}.");

    /// <summary>Writes the origin as meta elements into the head of a page, for programs.</summary>
    public void WriteMeta(HtmlText html, string schema) => html.Write($"""
        <meta name="generator" content="{Tool.Name} {Tool.Version}">
        <meta name="nines:schema" content="{schema}">
        <meta name="nines:time" content="{Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">
        <meta name="nines:source" content="{Source.ToPhrase()}">

        """);
}

/// <param name="Name">Always <c>nines</c>.</param>
/// <param name="Version">Such as <c>0.1.0</c>.</param>
internal sealed record ToolStamp(string Name, string Version);

/// <summary>Input of an output: files, a live cluster, or running guards.</summary>
/// <param name="Files">As the user named them; <c>-</c> for standard input; null for others.</param>
/// <param name="Context">Context of the kubeconfig; null for others.</param>
/// <param name="Server">Address of kube-apiserver; null for others.</param>
internal sealed record InputSource(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Files,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Context,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Server)
{
    private const int MaxNamed = 3;

    /// <summary>Addresses of guards; null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Servers { get; init; }

    public static InputSource FromFiles(IEnumerable<string> files) => new(files.ToImmutableArray(), null, null);

    /// <summary>Source of an output about running guards.</summary>
    public static InputSource FromServers(IEnumerable<Uri> servers) => new(null, null, null) { Servers = [.. servers.Select(server => server.ToString())] };

    public string ToPhrase() => Files is null
        ? Servers is null ? $"context {Sanitizer.Clean(Context)} at {Sanitizer.Clean(Server)}" : string.Join(", ", Servers.Select(server => Sanitizer.Clean(server)))
        : Files.Count <= MaxNamed ? string.Join(", ", Files.Select(file => file == "-" ? "standard input" : Sanitizer.Clean(file)))
        : $"{Files.Count} files";
}
