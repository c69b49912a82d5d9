using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Shared;

/// <summary>A default of an option, set by the user.</summary>
/// <param name="Option">Name of the option without its dashes.</param>
/// <param name="Values">One, or several for an option that may be repeated.</param>
/// <param name="Source">File and line, or the environment variable.</param>
internal sealed record DefaultSetting(string Option, ImmutableArray<string> Values, string Source);

/// <summary>
/// Defaults from <c>.nines.yaml</c> and from <c>NINES_VERB_OPTION</c> variables. They become arguments of the command line, so that
/// one set of validators checks them. A variable wins over the file, an option on the command line over both.
/// </summary>
internal sealed class DefaultSettings
{
    public const string FileName = ".nines.yaml";

    private const long MaxBytes = 1 << 20;
    private const int MaxFolders = 64;

    // Paths, which are relative to the file that contains them.
    private static readonly ImmutableArray<string> s_paths = ["domains-file", "rates", "baseline"];

    private readonly Dictionary<(string Verb, string Option), DefaultSetting> _settings = [];

    /// <summary>The file that was read; null when there is none.</summary>
    public string? File { get; private init; }

    public DefaultSetting? Find(string verb, string option) => _settings.GetValueOrDefault((verb, option));

    /// <returns>The defaults, or all errors in them.</returns>
    public static ReadResult<DefaultSettings> Read(Command root, CommandHost host)
    {
        Verb[] verbs = [.. root.Subcommands.OfType<Verb>().Where(verb => !verb.ConfigurableOptions.IsEmpty)];
        var read = new DefaultSettings { File = FindFile(host.WorkingFolder) };
        var errors = new List<Diagnostic>();
        if (read.File is { } path)
        {
            read.ReadFile(path, verbs, errors);
        }

        read.ReadVariables(host.Environment, verbs, errors);
        return errors.Count == 0 ? ReadResult.Of(read) : ReadResult.Failed<DefaultSettings>([.. errors]);
    }

    /// <summary>The defaults of a verb that apply to a command line, because it does not give the option itself.</summary>
    public ImmutableArray<DefaultSetting> For(Verb verb, ParseResult parsed) =>
    [
        .. verb.ConfigurableOptions.Select(option => Find(verb.Name, option)).OfType<DefaultSetting>()
            .Where(setting => parsed.GetResult(verb.Options.First(option => option.Name == "--" + setting.Option)) is not { Implicit: false })
            .Where(setting => verb.UsesDefault(setting.Option, parsed)),
    ];

    // Up to the root of the repository; without a repository only the working folder.
    private static string? FindFile(string? folder)
    {
        string? nearest = null;
        string? at = folder;
        for (int i = 0; at is not null && i < MaxFolders; i++, at = Path.GetDirectoryName(at))
        {
            string path = Path.Combine(at, FileName);
            nearest ??= System.IO.File.Exists(path) ? path : null;
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                return nearest;
            }
        }

        return folder is not null && nearest == Path.Combine(folder, FileName) ? nearest : null;
    }

    private void ReadFile(string path, Verb[] verbs, List<Diagnostic> errors)
    {
        ReadResult<InputFile> file = InputFile.Read(path, static () => Stream.Null, MaxBytes);
        ReadResult<DocumentNode> document = file.IsValid ? YamlDocument.Parse(file.Value.Content, path) : ReadResult.Failed<DocumentNode>(file.Diagnostics);
        errors.AddRange(document.Diagnostics);
        foreach (DocumentEntry section in document.IsValid ? Entries(document.Value, "verbs and their options", errors) : [])
        {
            if (verbs.FirstOrDefault(candidate => candidate.Name == section.Key) is not { } verb)
            {
                errors.Add(Unknown(section.KeyPosition, $"'{section.Key}' is not a verb with defaults", section.Key, verbs.Select(each => each.Name)));
                continue;
            }

            foreach (DocumentEntry entry in Entries(section.Value, $"options of {verb.Name}", errors))
            {
                ReadEntry(entry, verb, Path.GetDirectoryName(path)!, errors);
            }
        }
    }

    private void ReadEntry(DocumentEntry entry, Verb verb, string folder, List<Diagnostic> errors)
    {
        DocumentNode[] nodes = entry.Value is SequenceNode list ? [.. list.Items] : [entry.Value];
        if (!verb.ConfigurableOptions.Contains(entry.Key))
        {
            errors.Add(Unknown(entry.KeyPosition, $"'{entry.Key}' is not an option of {verb.Name} that has a default here", entry.Key, verb.ConfigurableOptions));
        }
        else if (nodes.FirstOrDefault(node => node is not ScalarNode) is { } other)
        {
            errors.Add(new Diagnostic(other.Position, $"{verb.Name}.{entry.Key} is not a value; expected a text, a number, or a list of them."));
        }
        else
        {
            IEnumerable<string> values = nodes.OfType<ScalarNode>().Select(node => node.Value);
            Add(verb, entry.Key, [.. s_paths.Contains(entry.Key) ? values.Select(value => Path.Combine(folder, value)) : values], entry.KeyPosition.ToString());
        }
    }

    private void ReadVariables(IReadOnlyDictionary<string, string> environment, Verb[] verbs, List<Diagnostic> errors)
    {
        foreach (Verb verb in verbs)
        {
            string prefix = $"NINES_{verb.Name.ToUpperInvariant()}_";
            var known = verb.ConfigurableOptions.ToDictionary(option => prefix + option.ToUpperInvariant().Replace('-', '_'), StringComparer.Ordinal);
            foreach ((string name, string value) in environment.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (!known.TryGetValue(name, out string? option))
                {
                    errors.Add(Unknown(new SourcePosition(name, 0, 0), "is not the default of an option", name, known.Keys));
                }
                else if (value.Length > 0)
                {
                    bool isList = verb.Options.First(each => each.Name == "--" + option).ValueType == typeof(string[]);
                    Add(verb, option, isList ? [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] : [value], name);
                }
            }
        }
    }

    private void Add(Verb verb, string option, ImmutableArray<string> values, string source) =>
        _settings[(verb.Name, option)] = new DefaultSetting(option, values, source);

    private static ImmutableArray<DocumentEntry> Entries(DocumentNode node, string expected, List<Diagnostic> errors)
    {
        if (node is MappingNode mapping)
        {
            return mapping.Entries;
        }

        // As nines config prints a verb without settings: everything below it is a comment.
        if (node is ScalarNode { Value: "", IsQuoted: false })
        {
            return [];
        }

        errors.Add(new Diagnostic(node.Position, $"is not a mapping; expected {expected}.", "For example: audit: { fail-on: error }"));
        return [];
    }

    private static Diagnostic Unknown(SourcePosition where, string problem, string written, IEnumerable<string> known) =>
        new(where, $"{problem}; expected one of {string.Join(", ", known)}.", Spelling.Hint(written, known));
}
