using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Configuration;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Guard;

/// <summary>The guard's settings on the command line: a flag for each that is no secret, and the settings file.</summary>
internal sealed class SettingOptions
{
    /// <summary>Names the settings file where no flag does.</summary>
    public const string FileVariable = Setting.Prefix + "CONFIG";

    private const long MaxBytes = 1 << 20;

    private readonly Option<string?> _file = new("--config")
    {
        Description = $"The settings file, YAML; {FileVariable} names it too. Flags come before environment variables ({Setting.Prefix}...), and these before the file.",
        HelpName = "FILE",
    };

    private readonly ImmutableArray<(Setting Setting, Option<string[]> Option)> _flags =
    [
        .. GuardSettings.All.Where(setting => !setting.IsSecret).Select(setting => (setting, new Option<string[]>(setting.Flag)
        {
            Description = setting.Default.Length > 0 ? $"{setting.Description} [default: {setting.Default}]" : setting.Description,
            HelpName = setting.Expected,
            Arity = setting.IsSwitch ? ArgumentArity.ZeroOrOne : setting.IsList ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
            CustomParser = static result => [.. result.Tokens.Select(token => token.Value)],
        })),
    ];

    public void AddTo(Command command)
    {
        command.Add(_file);
        foreach ((_, Option<string[]> option) in _flags)
        {
            command.Add(option);
        }

        // Known only to be refused: what is not known is quoted, and so would the secret be that comes with it.
        foreach (Setting secret in GuardSettings.All.Where(setting => setting.IsSecret))
        {
            var refused = new Option<string[]>(secret.Flag) { Hidden = true, Arity = ArgumentArity.ZeroOrMore, CustomParser = static _ => [] };
            refused.Validators.Add(result => result.AddError(
                $"{secret.Flag} is not a flag, since every user of a machine can read the command lines of others; set {secret.Variable}."));
            command.Add(refused);
        }
    }

    /// <summary>All settings, or everything that is wrong with them.</summary>
    public ReadResult<ConfiguredSettings> Read(ParseResult parsed, CommandHost host)
    {
        var flags = new Dictionary<Setting, ImmutableArray<string>>();
        foreach ((Setting setting, Option<string[]> option) in _flags)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
            {
                ImmutableArray<string> values = [.. given.Tokens.Select(token => token.Value)];
                flags.Add(setting, values.IsEmpty && setting.IsSwitch ? ["true"] : values);
            }
        }

        string? path = parsed.GetValue(_file) ?? host.Environment.GetValueOrDefault(FileVariable);
        if (string.IsNullOrEmpty(path))
        {
            return SettingsReader.Read(flags, host.Environment, file: null);
        }

        ReadResult<InputFile> read = InputFile.Read(path, host.In, MaxBytes);
        ReadResult<DocumentNode> document = read.IsValid
            ? YamlDocument.Parse(read.Value.Content, path)
            : ReadResult.Failed<DocumentNode>(read.Diagnostics);
        return document.IsValid ? SettingsReader.Read(flags, host.Environment, document.Value) : ReadResult.Failed<ConfiguredSettings>(document.Diagnostics);
    }
}
