namespace Nines.Azure.FailureDomains;

/// <summary>A call to the resource manager that failed for good.</summary>
/// <param name="Reason">Kind of the failure.</param>
/// <param name="Status">Of HTTP; 0 when there was no answer.</param>
/// <param name="Text">Human-readable: what was asked and what came of it. Safe to print; never holds a token.</param>
public sealed record ArmFailure(UnknownReason Reason, int Status, string Text);
