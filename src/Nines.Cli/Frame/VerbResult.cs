using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Cli.Frame;

/// <summary>Result of a verb, not yet printed: <see cref="CommandHost.PrintAsync"/> alone writes it.</summary>
/// <param name="ExitCode">One of <see cref="Frame.ExitCode"/>.</param>
/// <param name="Output">Text for standard output or the output file; empty for none.</param>
/// <param name="Notes">Lines for the user, on standard error; not printed with --quiet.</param>
internal sealed record VerbResult(int ExitCode, string Output, ImmutableArray<string> Notes)
{
    // The first errors of a file with thousands are enough to find the cause.
    private const int MaxErrors = 200;

    /// <summary>Lines on standard error that are printed even with --quiet.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>Path that the output is written to; null or <c>-</c> for standard output.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Writer of an output that may not fit in memory, used instead of <see cref="Output"/>; null for none.</summary>
    public Func<Stream, CancellationToken, Task>? Content { get; init; }

    /// <param name="errors">All errors of the input.</param>
    /// <param name="undone">Consequence, as a sentence: <c>nothing was predicted.</c></param>
    public static VerbResult BadInput(IReadOnlyCollection<Diagnostic> errors, string undone)
    {
        string count = errors.Count == 1 ? "1 error" : $"{errors.Count} errors";
        string shown = errors.Count > MaxErrors ? $" (the first {MaxErrors} are shown)" : "";
        return new VerbResult(Frame.ExitCode.BadInput, "", [])
        {
            Errors = [.. errors.Take(MaxErrors).Select(error => error.ToString()), $"nines: {count} in the input{shown}; {undone}"],
        };
    }

    public static VerbResult Failed(int exitCode, params ImmutableArray<string> errors) => new(exitCode, "", []) { Errors = errors };
}
