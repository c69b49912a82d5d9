using Nines.Guard.Files;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>What a check has seen so far. Safe for many threads; what comes after <see cref="Close"/> is not taken.</summary>
internal sealed class CheckNotes
{
    private readonly Lock _gate = new();
    private readonly List<string> _facts = [];
    private readonly List<CheckFinding> _findings = [];
    private string? _skipped;
    private bool _isClosed;

    public void Fact(string text) => Do(() => _facts.Add(text));

    public void Skip(string why) => Do(() => _skipped = why);

    public void Problem(string where, string what, string expected, string fix) => Add(new CheckFinding(CheckSeverity.Problem, where, what, expected, fix));

    public void Warning(string where, string what, string expected, string fix) => Add(new CheckFinding(CheckSeverity.Warning, where, what, expected, fix));

    public void Unknown(string where, string what, string expected, string fix) => Add(new CheckFinding(CheckSeverity.Unknown, where, what, expected, fix));

    public void Add(CheckFinding finding) => Do(() => _findings.Add(finding));

    /// <summary>Faults of an input, as problems. They say themselves what was expected.</summary>
    public void Problems(IEnumerable<Diagnostic> faults, string fix)
    {
        foreach (Diagnostic fault in faults)
        {
            Problem(fault.Position.ToString(), fault.Message.TrimEnd('.'), "", fault.Hint ?? fix);
        }
    }

    /// <summary>Warns when others can read a secret, or change what it protects.</summary>
    public void CheckSecret(string path) => Permissions(path, SecretPermissions.Check(path));

    /// <summary>Warns when everybody can change a file that decides who gets in.</summary>
    public void CheckTrusted(string path) => Permissions(path, SecretPermissions.CheckTrusted(path));

    /// <summary>A check that ran out of time is told by what it saw until then.</summary>
    public CheckResult Close(string name)
    {
        lock (_gate)
        {
            _isClosed = true;
            return new CheckResult(name, _skipped, [.. _facts], [.. _findings.Distinct().OrderBy(finding => finding.Severity)]);
        }
    }

    private void Permissions(string path, Diagnostic? fault)
    {
        if (fault is not null)
        {
            Warning(path, fault.Message.TrimEnd('.'), "", fault.Hint!);
        }
    }

    private void Do(Action take)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                take();
            }
        }
    }
}
