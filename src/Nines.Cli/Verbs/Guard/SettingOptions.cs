using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Configuration;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Settings of the guard on the command line: a flag for each setting that is not a secret, and the settings file.</summary>
internal sealed class SettingOptions
{
    /// <summary>Variable that names the settings file where no flag does.</summary>
    public const string FileVariable = Setting.Prefix + "CONFIG";

    private const long MaxBytes = 1 << 20;

    private readonly Option<string?> _file = new("--config")
    {
        Description = $"Settings file, YAML. Default: {FileVariable}. Flags override environment variables ({Setting.Prefix}...), which override the file.",
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

        // Declared only to be refused: the message about an unknown option would quote the secret.
        foreach (Setting secret in GuardSettings.All.Where(setting => setting.IsSecret))
        {
            var refused = new Option<string[]>(secret.Flag) { Hidden = true, Arity = ArgumentArity.ZeroOrMore, CustomParser = static _ => [] };
            refused.Validators.Add(result => result.AddError(
                $"{secret.Flag} is not a flag, since every user of a machine can read the command lines of others; set {secret.Variable}."));
            command.Add(refused);
        }
    }

    /// <summary>Returns the path of the settings file; null for none.</summary>
    public string? GetFile(ParseResult parsed, CommandHost host) =>
        (parsed.GetValue(_file) ?? host.Environment.GetValueOrDefault(FileVariable)) is { Length: > 0 } path ? path : null;

    /// <summary>Reads all settings.</summary>
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

        if (GetFile(parsed, host) is not { } path)
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
