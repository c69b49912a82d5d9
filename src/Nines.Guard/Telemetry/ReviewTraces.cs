using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Nines.Guard.Telemetry;

/// <summary>
/// Makes spans of reviews: one for each that is traced, with children for the cache and for calls to Azure. A span holds what was asked and how it
/// went; never a token, nor who asked: the number of the request leads to the line of the log that says so if the log may.
/// </summary>
/// <param name="percent">Percentage of traced reviews, 0 to 100. A caller that traces its own request decides for itself.</param>
internal sealed class ReviewTraces(int percent) : IDisposable
{
    public const string SourceName = "Nines.Guard";

    private readonly ActivitySource _source = new(SourceName);
    private readonly ulong _threshold = (ulong)(Math.Clamp(percent, 0, 99) / 100.0 * ulong.MaxValue);
    private readonly bool _all = percent >= 100;

    /// <summary>True when the current activity belongs to a traced review.</summary>
    public bool IsTracing => Activity.Current is { Recorded: true } current && ReferenceEquals(current.Source, _source);

    /// <summary>Begins the span of a review; null when it is not traced.</summary>
    /// <param name="request">Its number, which is spread evenly before it is used.</param>
    public Activity? Begin(IHeaderDictionary headers, string kind, ulong request)
    {
        ActivityContext parent = default;
        bool hasParent = headers.TraceParent is [{ } text]
            && ActivityContext.TryParse(text, headers.TraceState is [{ } state] ? state : null, isRemote: true, out parent);
        bool isTraced = hasParent ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) : _all || Spread(request) < _threshold;
        return isTraced ? _source.StartActivity(kind == ReviewKinds.Token ? "token review" : "access review", ActivityKind.Server, parent) : null;
    }

    /// <summary>Begins a span below that of the review; only while <see cref="IsTracing"/>.</summary>
    public Activity? BeginPart(string name, ActivityKind kind) => _source.StartActivity(name, kind);

    public void Dispose() => _source.Dispose();

    /// <summary>Numbers in a row become numbers all over the range, each once (the finaliser of SplitMix64).</summary>
    private static ulong Spread(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}

/// <summary>Kinds of reviews, as they are named in logs, metrics and spans.</summary>
internal static class ReviewKinds
{
    public const string Token = "token";
    public const string Access = "access";
}
