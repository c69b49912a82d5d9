using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit;
using Nines.Cli.Verbs.Diff;
using Nines.Cli.Verbs.Guard;
using Nines.Cli.Verbs.Label;
using Nines.Cli.Verbs.Place;
using Nines.Cli.Verbs.Predict;
using Nines.Cli.Verbs.Prices;
using Nines.Cli.Verbs.General;
using Nines.Cli.Verbs.Snapshot;
using Nines.Text;

namespace Nines.Cli;

/// <summary>The command line: all verbs, and the errors of command lines that do not parse.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellation = default)
    {
        var globals = new GlobalOptions();
        Command root = CreateRoot(host.Program, globals);
        ParseResult parsed = root.Parse(args);
        var verb = parsed.CommandResult.Command as Verb;
        if (parsed.Errors.Count > 0)
        {
            // A verb without any argument: show how to use it.
            if (parsed.Tokens.All(token => token.Type == TokenType.Command))
            {
                root.Parse([.. args, "--help"]).Invoke(new InvocationConfiguration { Output = host.Error });
            }

            return await host.PrintAsync(VerbResult.Failed(ExitCode.BadInput, Errors(parsed, host.Program)), cancellation);
        }

        if (verb is { ConfigurableOptions.IsEmpty: false } && !args.Any(IsHelp))
        {
            (parsed, VerbResult? refused) = ApplyDefaults(args, verb, parsed, host);
            if (refused is not null)
            {
                return await host.PrintAsync(refused, cancellation);
            }
        }

        CommandHost world = globals.Apply(host, parsed);
        using IDisposable? requests = globals.LogRequests(world, parsed);
        if (verb is not null)
        {
            verb.Host = world;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = verb?.TerminationTimeout,
                },
                cancellation);
        }
#pragma warning disable CA1031 // The last line of defense: the user gets a sentence, not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return await host.PrintAsync(Failure(exception), CancellationToken.None);
        }
    }

    // Not a RootCommand, which would be named Nines.Cli after the assembly.
    internal static VerbGroup CreateRoot(string program, GlobalOptions globals)
    {
        var root = new VerbGroup(
            "nines",
            "Predict and audit what happens when a failure domain of a Kubernetes system on Azure goes down.",
            new PredictVerb(), new DiffVerb(), new AuditVerb(), new SnapshotVerb(), new PlaceVerb(), new LabelVerb(), GuardVerbs.Create(), PricesVerbs.Create(),
            new DefaultsVerb(), new CompletionVerb(), new CompleteVerb(), new HelpVerb(), new VersionVerb())
        {
            Examples = ["predict", "audit examples/replica-sets/cluster.json", "help guard serve"],
        };
        root.Add(Help.Create(program));
        root.Add(new VersionOption());
        globals.AddTo(root);
        return root;
    }

    // The first parse finds the verb; its defaults are then inserted as arguments right after it, and the line is parsed again.
    private static (ParseResult Parsed, VerbResult? Refused) ApplyDefaults(string[] args, Verb verb, ParseResult parsed, CommandHost host)
    {
        Command root = parsed.RootCommandResult.Command;
        ReadResult<DefaultSettings> defaults = DefaultSettings.Read(root, host);
        if (!defaults.IsValid)
        {
            return (parsed, VerbResult.BadInput(defaults.Diagnostics, $"nothing was done. See '{host.Program} config --help'."));
        }

        ImmutableArray<DefaultSetting> used = defaults.Value.For(verb, parsed);
        int at = Array.IndexOf(args, verb.Name) + 1;
        ParseResult again = root.Parse(
            [.. args[..at], .. used.SelectMany(setting => setting.Values.Select(value => $"--{setting.Option}={value}")), .. args[at..]]);
        return (again, again.Errors.Count == 0 ? null : VerbResult.Failed(
            ExitCode.BadInput,
            [
                .. again.Errors.Select(error => $"nines: {error.Message}"),
                .. used.Select(setting => $"nines: --{setting.Option} is set by {setting.Source}."),
            ]));
    }

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?" or "/?" or "/h";

    private static VerbResult Failure(Exception exception) => exception switch
    {
        OperationCanceledException => VerbResult.Failed(ExitCode.Cancelled, "nines: interrupted."),
        InputException => VerbResult.Failed(ExitCode.BadInput, $"nines: {exception.Message}"),
        IOException or UnauthorizedAccessException => VerbResult.Failed(ExitCode.BadInput, $"nines: {FileErrors.Describe(exception)}"),
        _ => VerbResult.Failed(
            ExitCode.Failure,
            $"nines: internal error, not caused by your input: {exception.GetType().Name}: {exception.Message}",
            "nines: please report it with the input that caused it."),
    };

    private static ImmutableArray<string> Errors(ParseResult parsed, string program)
    {
        string[] verbs = [.. Path(parsed, program)];
        Command command = parsed.CommandResult.Command;
        IEnumerable<Option> options = command.Options.Concat(parsed.RootCommandResult.Command.Options);
        bool isGroup = command.Subcommands.Count > 0;
        IEnumerable<string> messages = isGroup && parsed.UnmatchedTokens is [var unknown, ..]
            ? [$"'{unknown}' is not {(unknown.StartsWith('-') ? "an option" : "a verb")} of {string.Join(' ', verbs)}.{Hint(unknown, unknown.StartsWith('-') ? options : command.Subcommands)}"]
            : parsed.Errors.Select(error => error.Message);
        return [.. messages.Select(message => $"nines: {message}"), $"nines: see '{string.Join(' ', verbs)} --help'."];
    }

    private static string Hint(string unknown, IEnumerable<Symbol> known) =>
        Spelling.Hint(unknown, known.Select(symbol => symbol.Name)) is { } near ? " " + near : "";

    // From the outermost verb to the innermost, as typed.
    private static Stack<string> Path(ParseResult parsed, string program)
    {
        var verbs = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
        {
            verbs.Push(at.Parent is null ? program : command.Command.Name);
        }

        return verbs;
    }
}
