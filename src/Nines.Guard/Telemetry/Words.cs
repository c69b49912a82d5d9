using Nines.Guard.Cache;
using Nines.Guard.Decisions;

namespace Nines.Guard.Telemetry;

/// <summary>How things are called in headers, logs and metrics.</summary>
internal static class Words
{
    public const string Token = "token";
    public const string Access = "access";

    public static string Of(AnswerSource source) => source switch
    {
        AnswerSource.Rule => "rule",
        AnswerSource.File => "file",
        AnswerSource.NearCache => "near-cache",
        AnswerSource.SharedCache => "shared-cache",
        AnswerSource.Joined => "joined",
        _ => "upstream",
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.Deny => "deny",
        _ => "no-opinion",
    };
}
