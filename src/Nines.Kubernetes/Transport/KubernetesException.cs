using System.Collections.Immutable;

namespace Nines.Kubernetes.Transport;

/// <summary>A request to Kubernetes failed. The message states the problem, its place and its fix, and contains no secret.</summary>
public sealed class KubernetesException : Exception
{
    public KubernetesException(KubernetesErrorKind kind, string message, string? hint = null, Exception? inner = null)
        : base(hint is null ? message : $"{message} {hint}", inner)
    {
        Kind = kind;
        Hint = hint;
    }

    public KubernetesException()
    {
    }

    public KubernetesException(string message)
        : base(message)
    {
    }

    public KubernetesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public KubernetesErrorKind Kind { get; }

    /// <summary>Advice for the user; part of the message.</summary>
    public string? Hint { get; }

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int StatusCode { get; init; }

    /// <summary>Wait that the server asks for; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>With <see cref="KubernetesErrorKind.Expired"/> of a list: goes on with what is there now.</summary>
    public string? Continue { get; init; }

    /// <summary>The single faults of an object that is invalid: field and message.</summary>
    public ImmutableArray<string> Causes { get; init; } = [];
}

/// <summary>Reason for which a request to Kubernetes failed, as far as callers handle it differently.</summary>
public enum KubernetesErrorKind
{
    /// <summary>The server could not be reached, or the connection ended.</summary>
    Unreachable,

    /// <summary>The server's certificate is not trusted, or it refuses ours.</summary>
    Untrusted,

    /// <summary>Nothing came within the time that was given.</summary>
    Timeout,

    /// <summary>The credentials could not be had.</summary>
    Credentials,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: another client changed it first.</summary>
    Conflict,

    /// <summary>409: it exists.</summary>
    AlreadyExists,

    /// <summary>410: the version or the continue token is too old.</summary>
    Expired,

    /// <summary>400 and 422.</summary>
    Invalid,

    /// <summary>429: the server asks for a pause.</summary>
    TooManyRequests,

    /// <summary>429 of an eviction: a PodDisruptionBudget does not allow it now.</summary>
    BudgetExhausted,

    /// <summary>5xx.</summary>
    ServerFault,

    /// <summary>The answer is not what Kubernetes answers.</summary>
    Unreadable,

    /// <summary>The answer is larger than the limits.</summary>
    TooLarge,

    /// <summary>The server does not have it, or not in a version that is known.</summary>
    Unsupported,
}
