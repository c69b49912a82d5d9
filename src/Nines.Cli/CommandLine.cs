using System.CommandLine;
using System.CommandLine.Parsing;
using Nines.Cli.Frame;
using Nines.Cli.Verbs.Audit;
using Nines.Cli.Verbs.Guard;
using Nines.Cli.Verbs.Label;
using Nines.Cli.Verbs.Place;
using Nines.Cli.Verbs.Predict;
using Nines.Cli.Verbs.Snapshot;

namespace Nines.Cli;

/// <summary>The command line: every verb, and what happens when none of them can go on.</summary>
internal static class CommandLine
{
    // A simulation or a large model stops at its next look at the token; this long it is waited for.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellation = default)
    {
        // Not a RootCommand: that would be named after the assembly, and nobody types Nines.Cli.
        var root = new Command("nines", "What happens when a failure domain goes down?")
        {
            Help.Create(host.Program), new VersionOption(), PredictCommand.Create(host), AuditCommand.Create(host), SnapshotCommand.Create(host),
            PlaceCommand.Create(host), LabelCommand.Create(host), GuardCommand.Create(host),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return host.Print(new CommandOutcome(
                ExitCode.BadInput,
                "",
                [.. parsed.Errors.Select(error => $"nines: {error.Message}"), $"nines: see '{Usage(parsed, host.Program)} --help'."]));
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = parsed.CommandResult.Command.Name == "serve" ? ServeCommand.LongestDrain : TerminationTimeout,
                },
                cancellation);
        }
        catch (OperationCanceledException)
        {
            return host.Print(new CommandOutcome(ExitCode.Cancelled, "", ["nines: interrupted."]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return host.Print(new CommandOutcome(ExitCode.BadInput, "", [$"nines: {exception.Message}"]));
        }
#pragma warning disable CA1031 // The last line of defence: people get a sentence, not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return host.Print(new CommandOutcome(
                ExitCode.Failure,
                "",
                [$"nines: this is a fault of nines, not of your input: {exception.GetType().Name}: {exception.Message}",
                    "nines: please report it with the input that led to it."]));
        }
    }

    // From the outermost verb to the innermost, as it is typed.
    private static string Usage(ParseResult parsed, string program)
    {
        var verbs = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
        {
            verbs.Push(at.Parent is null ? program : command.Command.Name);
        }

        return string.Join(' ', verbs);
    }
}
