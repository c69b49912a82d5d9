namespace Nines.Benchmarks.Guard.Load;

/// <summary>Client of a load.</summary>
internal enum Wire
{
    /// <summary>HTTP/1.1, a connection for each caller.</summary>
    Http1,

    /// <summary>HTTP/2 with the frames of kube-apiserver, one connection for all callers (or a few, see <see cref="LoadPlan.Connections"/>).</summary>
    Http2,

    /// <summary>HTTP/1.1 with a new connection, and so a new handshake, for each review.</summary>
    Http1Reconnect,

    /// <summary>HTTP/2 by the framework's client, which sends what several callers ask in one write: half the work for a server. See docs/decisions/0014.</summary>
    Http2Batched,
}

/// <summary>A load on a server.</summary>
/// <param name="Callers">Number of callers at the same time, from 1.</param>
/// <param name="Connections">Connections that HTTP/2 callers share.</param>
/// <param name="Rate">Reviews a second that arrive whether or not earlier ones were answered; null for a closed loop, where each caller asks again as soon as it has its answer.</param>
/// <param name="Warm">Time before counting.</param>
/// <param name="Count">Time of counting.</param>
/// <param name="FirstNumber">Number of the first question, so that a later run can ask what no earlier one asked.</param>
/// <param name="MaxReviews">A closed loop ends after so many reviews, if its time is not over before.</param>
internal sealed record LoadPlan(
    Wire Wire, int Callers, int Connections, double? Rate, TimeSpan Warm, TimeSpan Count, long FirstNumber = 0, long MaxReviews = long.MaxValue)
{
    /// <summary>Every other review asks for one of the so many last keys, which stay near (they end last) while the others come and go; 0 for none.</summary>
    public long Hot { get; init; }

    /// <summary>The key of the review with this number.</summary>
    public long Key(long number, long keys) => Hot > 0 && number % 2 == 0 ? keys - 1 - (number / 2 % Hot) : (FirstNumber + number) % keys;

    /// <summary>Time that is left to reviews that are due or on their way at the end; after that it is cut, and was not answered.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);
}
