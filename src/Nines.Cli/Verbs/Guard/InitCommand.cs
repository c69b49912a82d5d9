using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init</c>: the certificates and keys of the guard.</summary>
internal static class InitCommand
{
    public static Command Create(CommandHost host) =>
        new("init", "Make the certificates and keys of the guard, renew them, and change the authority.")
        {
            InitCaCommand.Create(host),
            InitLeafCommand.Server(host),
            InitLeafCommand.Client(host),
            InitKeysCommand.Create(host),
            InitPasswordCommand.Create(host),
        };
}
