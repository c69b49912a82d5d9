using System.Text.RegularExpressions;

namespace Nines.Cli.Tests.BadInput;

/// <summary>What every bad input has in common: exit code 2, nothing on standard output, sentences instead of a stack trace.</summary>
internal static partial class Refusal
{
    /// <summary>Checks that a run was refused as it should be.</summary>
    /// <param name="run">The run.</param>
    /// <returns>The lines on standard error without the closing one.</returns>
    public static string[] Of(NinesRun run)
    {
        run.ExitCode.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldNotBeEmpty();
        run.Error.ShouldNotContain("internal error");
        StackTrace().IsMatch(run.Error).ShouldBeFalse(run.Error);
        string[] lines = run.Error.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        lines.Length.ShouldBeLessThan(250);
        lines.ShouldAllBe(line => line.Length < 1000);
        return lines[..^1];
    }

    [GeneratedRegex(@"(^|\n)\s+at \S+\(|Exception\b|\bSystem\.[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StackTrace();
}
