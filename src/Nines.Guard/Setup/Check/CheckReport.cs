using System.Collections.Immutable;
using Nines.Guard.Files;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>
/// Finding of a check: an error when the guard does not work or a guarantee does not hold, a warning when it works but is weaker or will soon
/// fail, a note when the check could not be made. No text contains a secret.
/// </summary>
/// <param name="Severity">Severity.</param>
/// <param name="Where">A file, a server or a setting; <c>settings</c> for several of them.</param>
/// <param name="What">The observed state.</param>
/// <param name="Expected">The expected state, with the reason where it is not obvious; empty when <paramref name="What"/> contains it.</param>
/// <param name="Fix">The fix, as a command or a line of a file where there is one.</param>
internal sealed record CheckFinding(Severity Severity, string Where, string What, string Expected, string Fix);

/// <summary>Result of one check.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Skipped">Reason why there was nothing to check; null when there was.</param>
/// <param name="Facts">Observed states that are as expected.</param>
/// <param name="Findings">Findings, the worst first.</param>
internal sealed record CheckResult(string Name, string? Skipped, ImmutableArray<string> Facts, ImmutableArray<CheckFinding> Findings);

/// <summary>Results of all checks.</summary>
internal sealed record CheckReport(ImmutableArray<CheckResult> Checks)
{
    public bool HasErrors => Count(Severity.Error) > 0;

    public bool HasFindings => Checks.Any(check => !check.Findings.IsEmpty);

    public int Count(Severity severity) => Checks.Sum(check => check.Findings.Count(finding => finding.Severity == severity));
}

/// <summary>Collects the facts and findings of one check. Safe for many threads; whatever arrives after <see cref="Close"/> is dropped.</summary>
internal sealed class CheckNotes
{
    private readonly Lock _gate = new();
    private readonly List<string> _facts = [];
    private readonly List<CheckFinding> _findings = [];
    private string? _skipped;
    private bool _isClosed;

    public void Fact(string text) => Update(() => _facts.Add(text));

    public void Skip(string reason) => Update(() => _skipped = reason);

    public void Error(string where, string what, string expected, string fix) => Add(new CheckFinding(Severity.Error, where, what, expected, fix));

    public void Warning(string where, string what, string expected, string fix) => Add(new CheckFinding(Severity.Warning, where, what, expected, fix));

    public void Note(string where, string what, string expected, string fix) => Add(new CheckFinding(Severity.Note, where, what, expected, fix));

    public void Add(params IEnumerable<CheckFinding> findings) => Update(() => _findings.AddRange(findings));

    /// <summary>Adds the errors of an input, whose messages contain what was expected.</summary>
    public void Errors(IEnumerable<Diagnostic> errors, string fix)
    {
        foreach (Diagnostic error in errors)
        {
            Error(error.Position.ToString(), error.Message.TrimEnd('.'), "", error.Hint ?? fix);
        }
    }

    /// <summary>Warns when other users can read a secret, or change what it protects.</summary>
    public void CheckSecret(string path) => Permissions(path, SecretPermissions.Check(path));

    /// <summary>Warns when all users can change a file that decides who gets access.</summary>
    public void CheckTrusted(string path) => Permissions(path, SecretPermissions.CheckTrusted(path));

    /// <summary>Returns the result; that of a check that ran out of time contains what was found until then.</summary>
    public CheckResult Close(string name)
    {
        lock (_gate)
        {
            _isClosed = true;
            return new CheckResult(name, _skipped, [.. _facts], [.. _findings.Distinct().OrderByDescending(finding => finding.Severity)]);
        }
    }

    private void Permissions(string path, Diagnostic? problem)
    {
        if (problem is not null)
        {
            Warning(path, problem.Message.TrimEnd('.'), "", problem.Hint!);
        }
    }

    private void Update(Action change)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                change();
            }
        }
    }
}
