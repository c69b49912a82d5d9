using System.Text;
using Nines.Guard.Cache;

namespace Nines.Guard.Decisions;

/// <summary>The answer to an <see cref="AccessQuestion"/>.</summary>
/// <param name="Verdict">Verdict for kube-apiserver.</param>
/// <param name="Reason">Reason, in words for the user who was refused; UTF-8, at most <see cref="MaxReasonBytes"/> bytes. Never contains a secret.</param>
/// <param name="Source">Source of the decision.</param>
/// <param name="AnswerId">Version of the answer: equal on every replica that serves the same cached entry. Default for answers that are not cached.</param>
internal readonly record struct AccessDecision(Verdict Verdict, ReadOnlyMemory<byte> Reason, AnswerSource Source, UInt128 AnswerId = default)
{
    /// <summary>A longer reason is cut when it is made.</summary>
    public const int MaxReasonBytes = 1024;

    public static AccessDecision Create(Verdict verdict, string reason, AnswerSource source) =>
        new(verdict, Encoding.UTF8.GetBytes(reason), source);
}

/// <summary>Verdict of an authorizer. kube-apiserver asks the next authorizer after <see cref="NoOpinion"/> and stops at the others.</summary>
internal enum Verdict : byte
{
    NoOpinion = 0,
    Allow = 1,
    Deny = 2,
}

internal static class VerdictNames
{
    /// <summary>Name in logs and metrics.</summary>
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.Deny => "deny",
        _ => "no-opinion",
    };
}
