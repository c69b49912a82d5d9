using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Configuration;
using Nines.Guard.Serving;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard serve</c>: answers until it is told to end, and then leaves so that no caller notices.</summary>
internal static class ServeCommand
{
    private const string Nothing = "nothing is served.";

    /// <summary>Longer than the longest drain that can be set; the process is not cut off before.</summary>
    public static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(11);

    public static Command Create(CommandHost host)
    {
        var settings = new SettingOptions();
        var command = new Command("serve", "Answer TokenReviews and SubjectAccessReviews of kube-apiserver over mutual TLS, until SIGTERM.");
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ReadResult<ConfiguredSettings> read = settings.Read(parsed, host);
            if (!read.IsValid)
            {
                return host.Print(CommandOutcome.BadInput(read.Diagnostics, Nothing));
            }

            await using Stream log = host.OpenOutput();
            ImmutableArray<Diagnostic> faults = await GuardRun.RunAsync(read.Value, log, host.Time, started: null, cancellation);
            return faults.IsEmpty ? ExitCode.Met : host.Print(CommandOutcome.BadInput(faults, Nothing));
        });
        return command;
    }
}
