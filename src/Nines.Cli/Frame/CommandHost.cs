using System.Collections.Frozen;
using System.Text;
using Nines.Azure.FailureDomains;
using Nines.Clouds;

namespace Nines.Cli.Frame;

/// <summary>What a command may use of the world around it, given by the composition root or by a test.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error, for the user.</param>
/// <param name="In">Standard input as bytes.</param>
/// <param name="Time">The clock.</param>
/// <param name="Width">Columns of the terminal; 100 when output goes elsewhere.</param>
/// <param name="IsTerminal">Whether standard output is a terminal.</param>
internal sealed record CommandHost(TextWriter Out, TextWriter Error, Func<Stream> In, TimeProvider Time, int Width, bool IsTerminal)
{
    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Standard output as bytes, for verbs that run on and write as they go.</summary>
    public Func<Stream> OpenOutput { get; init; } = static () => Stream.Null;

    /// <summary>Reader of scale sets with the identity that is signed in, unless a test replaces it. No call is made before it is used.</summary>
    public Func<AzureCloud, ScaleSetReader> ScaleSets { get; init; } = static cloud => new ScaleSetReader(AzureSignIn.CreateCredential(cloud), new ArmOptions { Cloud = cloud });

    /// <summary>What the user types for this program: <c>nines</c>, or <c>kubectl nines</c>.</summary>
    public string Program { get; init; } = "nines";

    /// <summary>Folder in which the search for <c>.nines.yaml</c> begins; null when there is no search.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Whether standard error is a terminal, so that a line on it can be redrawn.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether output is colored; <see cref="GlobalOptions"/> decides.</summary>
    public bool Color { get; init; }

    /// <summary>Whether drawings use ASCII characters only; <see cref="GlobalOptions"/> decides.</summary>
    public bool Ascii { get; init; }

    /// <summary>Whether notes are left unprinted.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Prints the result of a command: the one place that does.</summary>
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
