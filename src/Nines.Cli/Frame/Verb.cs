using System.Collections.Immutable;
using System.CommandLine;
using Nines.Text;

namespace Nines.Cli.Frame;

/// <summary>
/// One verb of the command line: options are parsed into a request, running it gives a result, a renderer turns the result into
/// text, and the exit code follows from the result. <see cref="CommandHost.PrintAsync"/> prints it.
/// </summary>
internal abstract class Verb(string name, string description) : Command(name, description)
{
    private static readonly TimeSpan s_termination = TimeSpan.FromSeconds(10);

    private CommandHost? _host;

    /// <summary>Command lines that run unchanged, without the program's name; shown at the end of the help.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>Options, without their dashes, whose default the user may set in a file or the environment.</summary>
    public ImmutableArray<string> ConfigurableOptions { get; protected init; } = [];

    /// <summary>Time from a signal until the process is ended. Simulations and large models stop when they next check the token.</summary>
    public virtual TimeSpan TerminationTimeout => s_termination;

    /// <summary>The host with the global options applied. Set before the verb runs.</summary>
    public CommandHost Host
    {
        protected get => _host ?? throw new InvalidOperationException($"'{Name}' runs before it has a host.");
        set => _host = value;
    }

    /// <summary>True if a configured default is compatible with the other options of the command line.</summary>
    public virtual bool UsesDefault(string option, ParseResult parsed) => true;

    /// <summary>Refuses an unknown option where files are expected, since System.CommandLine would read it as a file name.</summary>
    protected void RefuseUnknownOptions(Argument<string[]> files) => files.Validators.Add(result =>
    {
        foreach (string word in result.Tokens.Select(token => token.Value).Where(word => word.Length > 1 && word[0] == '-'))
        {
            string hint = Spelling.Hint(word, Options.Select(option => option.Name)) is { } near ? " " + near : "";
            result.AddError($"{word} is not an option of {Name}.{hint} A file of that name can be given as ./{word}.");
        }
    });
}

/// <summary>A verb that only groups other verbs; alone it prints its help.</summary>
internal sealed class VerbGroup : Verb
{
    public VerbGroup(string name, string description, params IEnumerable<Command> verbs)
        : base(name, description)
    {
        foreach (Command verb in verbs)
        {
            Add(verb);
        }

        SetAction(parsed => Help.Print(parsed));
    }
}

/// <summary>A verb that runs a request and prints its result.</summary>
internal abstract class Verb<TRequest> : Verb
{
    protected Verb(string name, string description)
        : base(name, description) =>
        // On another thread, so that a signal is noticed while this one computes.
        SetAction((parsed, cancellation) => Task.Run(() => InvokeAsync(parsed, cancellation), cancellation));

    /// <summary>Consequence of invalid input, as a sentence: <c>nothing was predicted.</c></summary>
    protected abstract string Undone { get; }

    /// <summary>Activity named by the progress line, such as <c>auditing</c>; null for verbs that end at once.</summary>
    protected virtual string? Activity => null;

    /// <summary>Creates the request from the options, after the validators have accepted them.</summary>
    protected abstract TRequest Parse(ParseResult parsed);

    protected abstract Task<VerbResult> RunAsync(TRequest request, CancellationToken cancellation);

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        TRequest request = Parse(parsed);
        if (request is IFileRequest files && OutputFile.Refusal(files) is { } refusal)
        {
            return await Host.PrintAsync(VerbResult.BadInput([refusal], Undone), cancellation);
        }

        VerbResult result;
        using (ProgressLine.Start(Host, Activity))
        {
            result = await RunAsync(request, cancellation);
        }

        return await Host.PrintAsync(result, cancellation);
    }
}

/// <summary>A verb whose result is rendered in one of several formats.</summary>
internal abstract class Verb<TRequest, TResult>(string name, string description) : Verb<TRequest>(name, description)
    where TRequest : notnull
    where TResult : class
{
    /// <param name="request">The parsed command line.</param>
    /// <param name="notes">Receives remarks for the user that are not part of the result.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The result, or all errors of the input.</returns>
    protected abstract Task<ReadResult<TResult>> GetResultAsync(TRequest request, ICollection<string> notes, CancellationToken cancellation);

    /// <summary>The result in the format of the request.</summary>
    protected abstract string Render(TRequest request, TResult result);

    protected abstract int GetExitCode(TRequest request, TResult result);

    protected sealed override async Task<VerbResult> RunAsync(TRequest request, CancellationToken cancellation)
    {
        List<string> notes = [];
        ReadResult<TResult> result = await GetResultAsync(request, notes, cancellation);
        return result.IsValid
            ? new VerbResult(GetExitCode(request, result.Value), Render(request, result.Value), [.. notes])
            {
                OutputFile = (request as IFileRequest)?.OutputFile,
            }
            : VerbResult.BadInput(result.Diagnostics, Undone);
    }
}
