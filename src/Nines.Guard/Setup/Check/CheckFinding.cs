using System.Collections.Immutable;

namespace Nines.Guard.Setup.Check;

/// <summary>How much a finding matters, the worst first.</summary>
internal enum CheckSeverity
{
    /// <summary>The guard does not work with it, or a guarantee does not hold.</summary>
    Problem,

    /// <summary>It works, and is weaker than it should be, or will soon not work.</summary>
    Warning,

    /// <summary>It could not be found out.</summary>
    Unknown,
}

/// <summary>One thing that is not as it should be. None of the texts holds a secret.</summary>
/// <param name="Where">A file, a server or a setting.</param>
/// <param name="What">What was seen.</param>
/// <param name="Expected">What should be, and why where that is not plain; empty when the text before says it.</param>
/// <param name="Fix">What to do, as a command or a line of a file where there is one.</param>
internal sealed record CheckFinding(CheckSeverity Severity, string Where, string What, string Expected, string Fix);

/// <summary>What came of one check.</summary>
/// <param name="Skipped">Why there was nothing to check; null when there was.</param>
/// <param name="Facts">What was seen and is as it should be.</param>
/// <param name="Findings">The worst first.</param>
internal sealed record CheckResult(string Name, string? Skipped, ImmutableArray<string> Facts, ImmutableArray<CheckFinding> Findings);

/// <summary>What came of all checks.</summary>
internal sealed record CheckReport(ImmutableArray<CheckResult> Checks)
{
    public bool HasProblems => Count(CheckSeverity.Problem) > 0;

    public bool HasFindings => Checks.Any(check => !check.Findings.IsEmpty);

    public int Count(CheckSeverity severity) => Checks.Sum(check => check.Findings.Count(finding => finding.Severity == severity));
}
