using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Configuration;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard config</c>: the settings that hold, and where each came from.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandHost host)
    {
        var settings = new SettingOptions();
        var changed = new Option<bool>("--changed") { Description = "Only what is not the default." };
        var command = new Command("config", "Print the settings that hold as a settings file, with where each came from; secrets are masked.") { changed };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            ReadResult<ConfiguredSettings> read = settings.Read(parsed, host);
            if (!read.IsValid)
            {
                return host.Print(CommandOutcome.BadInput(read.Diagnostics, "nothing is shown."));
            }

            bool only = parsed.GetValue(changed);
            return host.Print(new CommandOutcome(
                ExitCode.Met,
                SettingsText.Write(
                    read.Value, setting => !only || read.Value[setting].Origin != ConfiguredValue.DefaultOrigin, setting => read.Value[setting].Origin),
                []));
        });
        return command;
    }
}
