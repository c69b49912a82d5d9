namespace Nines.Kubernetes.Clients;

/// <summary>What happened to an object.</summary>
public enum WatchChange
{
    /// <summary>Everything is told anew: what is not among the items is gone. Comes first, and when the server has forgotten what was missed.</summary>
    Reset,
    Added,
    Modified,
    Deleted,
}

/// <summary>One change, or with <see cref="WatchChange.Reset"/> all there is.</summary>
/// <param name="Items">One object, or with Reset all of them.</param>
public sealed record WatchEvent<T>(WatchChange Change, IReadOnlyList<T> Items);

/// <summary>How to watch.</summary>
public sealed record WatchOptions
{
    /// <summary>After this time the server is asked anew, from where it stands.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Failures in a row after which it gives up; each with the retries of the transport, and a pause.</summary>
    public int Failures { get; init; } = 10;

    /// <summary>The pause after a failure, and after a round that brought nothing at all.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}
