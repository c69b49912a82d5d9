using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>A finding that an earlier report holds.</summary>
/// <param name="Fingerprint">What it is known by.</param>
/// <param name="Code">Its kind.</param>
/// <param name="Severity">How much it mattered.</param>
/// <param name="Subject">For people: shop/Deployment/web.</param>
/// <param name="Message">For people.</param>
internal sealed record BaselineFinding(string Fingerprint, string Code, Severity Severity, string Subject, string Message);

/// <summary>An earlier report, as far as it is compared with.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Findings">In its own order; each fingerprint once.</param>
internal sealed record Baseline(string File, ImmutableArray<BaselineFinding> Findings);
