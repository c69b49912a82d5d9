namespace Nines.Guard.Upstream;

/// <summary>
/// Calls Azure: attaches the guard's own token, bounds time, retries and concurrency, and holds back together after a 429. Everything that the
/// guard asks of Entra ID, Graph or Azure RBAC goes through one of these. Safe for many callers at once.
/// </summary>
internal interface IUpstream
{
    /// <returns>
    /// An answer that says something about the question: 2xx, or 4xx other than those below. What it means is for the caller to judge.
    /// </returns>
    /// <exception cref="GuardUnavailableException">
    /// No answer: no connection, out of time, 5xx, throttled (429), the breaker is open, or 401 and 403, which are about the guard's own
    /// credential and never about the user.
    /// </exception>
    ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation);
}

/// <param name="Part">The part of Azure, for metrics, messages and a breaker of its own: <c>entra</c>, <c>graph</c>, <c>rbac</c>, <c>operations</c>, <c>credential</c>.</param>
/// <param name="Body">JSON; empty for none.</param>
/// <param name="Scope">Scope of the token, such as <c>https://management.azure.com/.default</c>; null sends none.</param>
internal sealed record UpstreamRequest(string Part, HttpMethod Method, Uri Address, ReadOnlyMemory<byte> Body = default, string? Scope = null);

/// <param name="Body">At most a few MiB; a longer one is a failure.</param>
/// <param name="RequestId">Azure's own name for the call (<c>x-ms-request-id</c>, <c>request-id</c>), for logs and support; null when it gave none.</param>
/// <param name="Sent">Time at which the answered attempt was sent, as a timestamp of the injected TimeProvider.</param>
internal readonly record struct UpstreamAnswer(int Status, ReadOnlyMemory<byte> Body, string? RequestId, long Sent);
