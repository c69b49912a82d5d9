namespace Nines.Azure.FailureDomains;

/// <summary>A call to the resource manager that failed for good.</summary>
/// <param name="Reason">Kind of the failure.</param>
/// <param name="Text">Human-readable: request and failure. Safe to print; never contains a token.</param>
public sealed record ArmFailure(UnknownReason Reason, string Text);
