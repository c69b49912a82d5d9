using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Cli.Frame;

/// <summary>What a command came to. One place prints it and exits.</summary>
/// <param name="ExitCode">One of <see cref="Frame.ExitCode"/>.</param>
/// <param name="Output">Text for standard output; empty for none.</param>
/// <param name="Notes">Lines for people, on standard error.</param>
internal sealed record CommandOutcome(int ExitCode, string Output, ImmutableArray<string> Notes)
{
    // A file with thousands of faults is told by its first ones.
    private const int MostFaults = 200;

    /// <param name="undone">What did not happen for it.</param>
    public static CommandOutcome BadInput(ImmutableArray<Diagnostic> faults, string undone = "nothing was predicted.")
    {
        string[] shown = [.. faults.Take(MostFaults).Select(fault => fault.ToString())];
        string count = faults.Length == 1 ? "1 fault" : $"{faults.Length} faults";
        string left = faults.Length > MostFaults ? $" (the first {MostFaults} are shown)" : "";
        return new CommandOutcome(Frame.ExitCode.BadInput, "", [.. shown, $"nines: {count} in the input{left}; {undone}"]);
    }
}
