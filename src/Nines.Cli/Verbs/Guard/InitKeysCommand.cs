using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Setup.Pki;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init keys</c>: the secrets with which the guards name and sign what they share.</summary>
internal static class InitKeysCommand
{
    public static Command Create(CommandHost host)
    {
        var rotate = new Option<bool>("--rotate")
        {
            Description = "Add a key that verifies at once and signs later, so that nothing is missed; keys that are not needed any more go.",
        };
        Option<TimeSpan> after = OptionKinds.Duration(
            "--after", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1), TimeSpan.FromDays(7),
            "With --rotate: how long until the added key signs; all guards must have the file by then.");
        var output = new InitOutput();
        var command = new Command("keys", "Make the key file of the cache, or add a key to it.") { output.Folder, rotate, after, output.Force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rotate) && result.GetValue(output.Force))
            {
                result.AddError("--rotate and --force are given; expected one of them.");
            }
        });
        command.SetAction(parsed => host.Print(output.Carry(parsed, host, CacheKeySetup.Plan(
            new CacheKeyRequest(output.FolderOf(parsed), parsed.GetValue(rotate), parsed.GetValue(after), parsed.GetValue(output.Force)),
            host.Time.GetUtcNow()))));
        return command;
    }
}
