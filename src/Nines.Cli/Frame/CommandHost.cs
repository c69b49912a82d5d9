using System.Collections.Frozen;
using System.Text;
using Nines.Azure.FailureDomains;
using Nines.Clouds;

namespace Nines.Cli.Frame;

/// <summary>Environment of a command: streams, clock, terminal and clients, supplied by the composition root or by a test.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error, for the user.</param>
/// <param name="In">Standard input as bytes.</param>
/// <param name="Time">The clock.</param>
/// <param name="Width">Columns of the terminal; 100 when output goes elsewhere.</param>
/// <param name="IsTerminal">True if standard output is a terminal.</param>
internal sealed record CommandHost(TextWriter Out, TextWriter Error, Func<Stream> In, TimeProvider Time, int Width, bool IsTerminal)
{
    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Standard output as bytes, for verbs that write while they run.</summary>
    public Func<Stream> OpenOutput { get; init; } = static () => Stream.Null;

    /// <summary>Creates the reader of scale sets, which uses the signed-in identity; a test may replace it. Nothing is sent before its first use.</summary>
    public Func<AzureCloud, ScaleSetReader> ScaleSets { get; init; } = static cloud => new ScaleSetReader(AzureSignIn.CreateCredential(cloud), new ArmOptions { Cloud = cloud });

    /// <summary>Name of this program on the command line: <c>nines</c>, or <c>kubectl nines</c>.</summary>
    public string Program { get; init; } = "nines";

    /// <summary>Folder in which the search for <c>.nines.yaml</c> begins; null when there is no search.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>True if standard error is a terminal, on which a line can be redrawn.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>True for colored output; <see cref="GlobalOptions"/> decides.</summary>
    public bool Color { get; init; }

    /// <summary>True if drawings use ASCII characters only; <see cref="GlobalOptions"/> decides.</summary>
    public bool Ascii { get; init; }

    /// <summary>True if notes are not printed.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Prints the result of a command. No other code prints results.</summary>
    public async Task<int> PrintAsync(VerbResult result, CancellationToken cancellation = default)
    {
        if (result.OutputFile is { } path and not "-" && (result.Output.Length > 0 || result.Content is not null))
        {
            await OutputFile.WriteAsync(path, result.Content ?? Text, cancellation);
            Print(result with { Output = "", Notes = [.. result.Notes, $"nines: wrote {path}"] });
            return result.ExitCode;
        }

        if (result.Content is { } content)
        {
            await using Stream output = OpenOutput();
            await content(output, cancellation);
        }

        Print(result);
        return result.ExitCode;

        Task Text(Stream stream, CancellationToken stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(result.Output), stop).AsTask();
    }

    // Notes first: a user who pipes the output into a pager still sees them.
    private void Print(VerbResult result)
    {
        foreach (string note in IsQuiet ? result.Errors : [.. result.Notes, .. result.Errors])
        {
            Error.WriteLine(note);
        }

        Out.Write(result.Output);
        Out.Flush();
    }
}
