using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Guard.Demo;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard try</c>: shows guards at work on this machine alone, in a minute.</summary>
internal static class TryCommand
{
    public static Command Create(CommandHost host)
    {
        Option<TimeSpan> length = OptionKinds.Duration(
            "--for", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), "How long reviews flow; what happens to the guards is spread over it.");
        Option<int> rate = OptionKinds.Bounded("--rate", "REVIEWS", 4, 1, 50, "How many reviews are sent a second.");
        var keep = new Option<bool>("--keep") { Description = "Leave everything up afterwards, with lines to try by hand, until Ctrl-C." };
        var command = new Command(
            "try", "See guards at work: starts a stand-in for Azure, three guards and Redis on this machine, sends reviews, breaks things, and tells what comes of it. Nothing is left behind.")
        {
            length, rate, keep,
        };
        command.SetAction(async (parsed, cancellation) =>
            await TryRun.RunAsync(new TryOptions(parsed.GetValue(length), parsed.GetValue(keep), parsed.GetValue(rate)), host, cancellation)
                ? ExitCode.Met : ExitCode.Missed);
        return command;
    }
}
