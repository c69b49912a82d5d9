namespace Nines.Cli.Frame;

/// <summary>Exit codes of every verb. docs/exit-codes.md lists the same; a test compares them.</summary>
internal static class ExitCode
{
    /// <summary>All objectives are met (or there are none).</summary>
    public const int Met = 0;

    /// <summary>At least one objective is missed, or could not be shown to be met.</summary>
    public const int Missed = 1;

    /// <summary>The input or the command line is invalid; standard error lists every error.</summary>
    public const int BadInput = 2;

    /// <summary>nines could not be built, or has an internal error, which should be reported.</summary>
    public const int Failure = 3;

    /// <summary>Interrupted by a signal.</summary>
    public const int Cancelled = 130;
}
