namespace Nines.Guard.Decisions;

/// <summary>What an authorizer says. kube-apiserver asks the next authorizer after <see cref="NoOpinion"/> and stops at the others.</summary>
internal enum Verdict : byte
{
    NoOpinion = 0,
    Allow = 1,
    Deny = 2,
}
