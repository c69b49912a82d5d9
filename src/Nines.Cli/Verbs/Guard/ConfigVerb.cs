using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Configuration;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard config</c>: the effective settings, each with its source.</summary>
internal sealed class ConfigVerb : Verb<ConfigRequest>
{
    private readonly SettingOptions _settings = new();
    private readonly Option<bool> _changed = new("--changed") { Description = "Show only settings that differ from their default." };

    public ConfigVerb()
        : base("config", "Print the effective settings as a settings file, with the source of each; secrets are masked.")
    {
        Examples = ["guard config", "guard config --changed"];
        Add(_changed);
        _settings.AddTo(this);
    }

    protected override string Undone => "nothing is shown.";

    protected override ConfigRequest Parse(ParseResult parsed) => new(_settings.Read(parsed, Host), parsed.GetValue(_changed));

    protected override Task<VerbResult> RunAsync(ConfigRequest request, CancellationToken cancellation)
    {
        if (!request.Settings.IsValid)
        {
            return Task.FromResult(VerbResult.BadInput(request.Settings.Diagnostics, Undone));
        }

        ConfiguredSettings settings = request.Settings.Value;
        string text = SettingsText.Write(
            settings, setting => !request.IsChangedOnly || !settings[setting].IsDefault, setting => settings[setting].Origin);
        return Task.FromResult(new VerbResult(ExitCode.Met, text, []));
    }
}

/// <summary>Request of <c>nines guard config</c>.</summary>
internal sealed record ConfigRequest(ReadResult<ConfiguredSettings> Settings, bool IsChangedOnly);
