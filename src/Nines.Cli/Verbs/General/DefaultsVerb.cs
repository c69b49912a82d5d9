using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Text;

namespace Nines.Cli.Verbs.General;

/// <summary>Output formats of <c>nines config</c>.</summary>
internal enum DefaultsFormat
{
    Text,
    Json,
}

/// <summary><c>nines config</c>: the defaults of predict and audit, with the source of each.</summary>
internal sealed partial class DefaultsVerb : Verb<DefaultsRequest, DefaultsReport>
{
    private const string Schema = "nines.config/v1";

    private static readonly DefaultsJson s_json = new(JsonOutput.CreateOptions(indent: 2));

    private readonly OutputOptions<DefaultsFormat> _output = new();

    public DefaultsVerb()
        : base("config", $"Show the default of each option of predict and audit, and its source: {DefaultSettings.FileName}, a NINES_* variable, or nines itself.")
    {
        Examples = ["config", "config -o json"];
        _output.AddTo(this);
    }

    protected override string Undone => "nothing is shown.";

    protected override DefaultsRequest Parse(ParseResult parsed) => new(parsed.RootCommandResult.Command, _output.Read(parsed));

    protected override Task<ReadResult<DefaultsReport>> GetResultAsync(DefaultsRequest request, ICollection<string> notes, CancellationToken cancellation)
    {
        ReadResult<DefaultSettings> settings = DefaultSettings.Read(request.Root, Host);
        OutputStamp stamp = OutputStamp.Create(Host, InputSource.FromFiles(settings.Value?.File is { } file ? [file] : []));
        return Task.FromResult(settings.IsValid
            ? ReadResult.Of(new DefaultsReport(Schema, stamp.Tool, stamp.Time, stamp.Source, [.. request.Root.Subcommands.OfType<Verb>().SelectMany(verb => Items(verb, settings.Value))]))
            : ReadResult.Failed<DefaultsReport>(settings.Diagnostics));
    }

    protected override string Render(DefaultsRequest request, DefaultsReport result) =>
        request.Output.Format == DefaultsFormat.Json ? JsonOutput.Write(result, s_json.DefaultsReport) : Text(result);

    protected override int GetExitCode(DefaultsRequest request, DefaultsReport result) => ExitCode.Met;

    private static IEnumerable<DefaultsItem> Items(Verb verb, DefaultSettings settings) => verb.ConfigurableOptions.Select(option =>
        settings.Find(verb.Name, option) is { } set
            ? new DefaultsItem(verb.Name, option, string.Join(',', set.Values), set.Source)
            : new DefaultsItem(verb.Name, option, Default(verb.Options.First(each => each.Name == "--" + option)), null));

    // The help text contains the default as the user would type it.
    private static string? Default(Option option) =>
        DefaultInHelp().Match(option.Description ?? "") is { Success: true } match ? match.Groups["value"].Value : option.ValueType == typeof(bool) ? "false" : null;

    // The format of .nines.yaml, with unset options as comments, so that the output can be saved and edited.
    private static string Text(DefaultsReport report)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, DefaultsItem> verb in report.Settings.GroupBy(item => item.Verb, StringComparer.Ordinal))
        {
            text.Append(verb.Key).Append(":\n");
            foreach (DefaultsItem item in verb)
            {
                string line = item.Source is null
                    ? $"# {item.Option}: {item.Value ?? "not set"}"
                    : YamlWriter.Write(new YamlMap { [item.Option] = new YamlScalar(item.Value ?? "") { Note = item.Source } });
                text.Append("  ").Append(line.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\[default: (?<value>[^\]]*)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DefaultInHelp();
}

/// <summary>Request of <c>nines config</c>.</summary>
internal sealed record DefaultsRequest(Command Root, OutputTarget<DefaultsFormat> Output) : IFileRequest
{
    public IEnumerable<string> Inputs => [];

    string? IFileRequest.OutputFile => Output.File;
}

/// <summary>The defaults, as <c>-o json</c> prints them.</summary>
internal sealed record DefaultsReport(string Schema, ToolStamp Tool, DateTimeOffset Time, InputSource Source, ImmutableArray<DefaultsItem> Settings);

/// <param name="Verb">Name of the verb.</param>
/// <param name="Option">Name of the option without its dashes.</param>
/// <param name="Value">Null if it has none.</param>
/// <param name="Source">File and line, or the variable; null for the default of nines.</param>
internal sealed record DefaultsItem(string Verb, string Option, string? Value, string? Source);

[JsonSerializable(typeof(DefaultsReport))]
internal sealed partial class DefaultsJson : JsonSerializerContext;
