namespace Nines.Cli.Frame;

/// <summary>What the exit codes of every verb mean. docs/exit-codes.md lists the same; a test holds it to that.</summary>
internal static class ExitCode
{
    /// <summary>All objectives are met (or there are none).</summary>
    public const int Met = 0;

    /// <summary>At least one objective is missed, or could not be shown to be met.</summary>
    public const int Missed = 1;

    /// <summary>The input or the command line is wrong; every fault is told on standard error.</summary>
    public const int BadInput = 2;

    /// <summary>nines could not be built, or failed in itself: please report it.</summary>
    public const int Failure = 3;

    /// <summary>Interrupted by a signal.</summary>
    public const int Cancelled = 130;
}
