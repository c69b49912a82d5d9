using System.Collections.Immutable;
using Nines.Guard.Decisions;

namespace Nines.Guard.Protocol;

/// <summary>A question who somebody is.</summary>
/// <param name="Token">The bearer token; never empty, never logged.</param>
/// <param name="Audiences">Those that the caller wants; empty means the authenticator's own.</param>
internal sealed record TokenReview(ReviewVersion Version, string Token, ImmutableArray<string> Audiences)
{
    /// <summary>Without the token, which a record would print.</summary>
    public override string ToString() => $"TokenReview {Version}";
}

/// <summary>A question what somebody may do.</summary>
internal sealed record AccessReview(ReviewVersion Version, AccessQuestion Question);

/// <summary>A body that is no review. The message tells what is wrong, where, and what was expected; it never quotes a token.</summary>
internal sealed class ReviewFaultException : Exception
{
    public ReviewFaultException()
    {
    }

    public ReviewFaultException(string message)
        : base(message)
    {
    }

    public ReviewFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
