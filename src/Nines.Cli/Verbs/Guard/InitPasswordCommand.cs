using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Pki;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init password</c>: the password of Redis.</summary>
internal static class InitPasswordCommand
{
    public static Command Create(CommandHost host)
    {
        var output = new InitOutput();
        var command = new Command("password", "Make the password of Redis and its Sentinels.") { output.Folder, output.Force };
        command.SetAction(parsed => host.Print(output.Carry(
            parsed, host, RedisPasswordSetup.Plan(output.FolderOf(parsed), parsed.GetValue(output.Force)))));
        return command;
    }
}
