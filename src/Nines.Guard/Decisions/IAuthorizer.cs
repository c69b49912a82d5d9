using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions;

/// <summary>Answers access questions. Implementations are safe for use by many callers at once.</summary>
internal interface IAuthorizer
{
    /// <summary>Decides, or throws <see cref="GuardUnavailableException"/> when no decision can be had: a doubt is never a verdict.</summary>
    /// <exception cref="GuardUnavailableException">No decision can be had now; the caller gets an error, not a deny.</exception>
    ValueTask<AccessDecision> AuthorizeAsync(AccessQuestion question, CancellationToken cancellation);
}
