using Nines.Guard.Cache;
using Nines.Guard.Decisions;

namespace Nines.Guard.Telemetry;

/// <summary>Severity of a log line.</summary>
internal enum LogLevel
{
    Information,
    Warning,
    Error,
}

/// <summary>One answered review, for the log. Holds no token and nothing of one.</summary>
internal readonly record struct ReviewLine(
    ulong Request,
    string Kind,
    string Verdict,
    AnswerSource? Source,
    UInt128 AnswerId,
    TimeSpan Took,
    UserIdentity? User,
    AccessQuestion? Question,
    int Status,
    string? Why);

/// <summary>Either a review, or an event with fields.</summary>
internal readonly record struct LogLine(
    DateTimeOffset Time, LogLevel Level, ReviewLine? Review, string Event, string Message, (string Name, string Value)[] Fields);
