namespace Nines.Guard.Upstream;

/// <summary>Kind of failure for kube-apiserver; it selects between the two statuses that matter to its retries.</summary>
internal enum Unavailability
{
    /// <summary>Likely over in a second: answered with 500, which kube-apiserver retries.</summary>
    Brief,

    /// <summary>Retrying within the request is useless (throttled, breaker open, out of time): answered with 503, which fails at once.</summary>
    Lasting,
}

/// <summary>No decision can be had. The message is safe for logs: it names the part that failed and never holds a token or a secret.</summary>
internal sealed class GuardUnavailableException : Exception
{
    public GuardUnavailableException()
    {
    }

    public GuardUnavailableException(string message)
        : base(message)
    {
    }

    public GuardUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public GuardUnavailableException(string part, Unavailability kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Part = part;
        Kind = kind;
    }

    /// <summary>The part that failed, for metrics; a fixed short word such as <c>entra</c>, <c>graph</c>, <c>rbac</c>, <c>credential</c>.</summary>
    public string Part { get; } = "";

    public Unavailability Kind { get; } = Unavailability.Brief;
}
