using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>A finding of an earlier report.</summary>
/// <param name="Fingerprint">Identity of the finding across reports.</param>
/// <param name="Code">Code of its kind.</param>
/// <param name="Severity">Severity in the earlier report.</param>
/// <param name="Subject">Name of the object, such as shop/Deployment/web.</param>
/// <param name="Message">The problem.</param>
internal sealed record BaselineFinding(string Fingerprint, string Code, Severity Severity, string Subject, string Message);

/// <summary>Findings of an earlier report.</summary>
/// <param name="File">Path of the report.</param>
/// <param name="Findings">In the order of the report; each fingerprint once.</param>
internal sealed record Baseline(string File, ImmutableArray<BaselineFinding> Findings);
