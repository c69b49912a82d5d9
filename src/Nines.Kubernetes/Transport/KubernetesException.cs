using System.Collections.Immutable;

namespace Nines.Kubernetes.Transport;

/// <summary>A request to Kubernetes failed. The message says what, where and how to mend it, and holds no secret.</summary>
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

    /// <summary>How to mend it; part of the message.</summary>
    public string? Hint { get; }

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int StatusCode { get; init; }

    /// <summary>What the server asks to wait; null when it says nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>With <see cref="KubernetesErrorKind.Expired"/> of a list: goes on with what is there now.</summary>
    public string? Continue { get; init; }

    /// <summary>The single faults of an object that is invalid: field and message.</summary>
    public ImmutableArray<string> Causes { get; init; } = [];
}
