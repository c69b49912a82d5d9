using System.Collections.Frozen;
using Nines.Azure.FailureDomains;
using Nines.Clouds;

namespace Nines.Cli.Frame;

/// <summary>What a command may use of the world around it, given by the composition root or by a test.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error, for people.</param>
/// <param name="In">Standard input as bytes.</param>
/// <param name="Time">The clock.</param>
/// <param name="Width">Columns of the terminal; 100 when output goes elsewhere.</param>
/// <param name="Colour">Whether output may be coloured.</param>
internal sealed record CommandHost(TextWriter Out, TextWriter Error, Func<Stream> In, TimeProvider Time, int Width, bool Colour)
{
    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Standard output as bytes, for verbs that run on and write as they go.</summary>
    public Func<Stream> OpenOutput { get; init; } = static () => Stream.Null;

    /// <summary>Who asks Azure where machines are; whoever is signed in unless a test says otherwise. No call is made before it is used.</summary>
    public Func<AzureCloud, ScaleSetReader> ScaleSets { get; init; } = static cloud => new ScaleSetReader(AzureSignIn.Of(cloud), new ArmOptions { Cloud = cloud });

    /// <summary>What the user types for this program: <c>nines</c>, or <c>kubectl nines</c>.</summary>
    public string Program { get; init; } = "nines";

    /// <summary>The one place where a command's result is printed.</summary>
    public int Print(CommandOutcome result)
    {
        foreach (string note in result.Notes)
        {
            Error.WriteLine(note);
        }

        Out.Write(result.Output);
        Out.Flush();
        return result.ExitCode;
    }
}
