using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>The actions that a question stands for, all of which must be allowed; or why it stands for none.</summary>
/// <param name="Actions">Sorted, without duplicates; empty when there is a refusal.</param>
/// <param name="Refusal">For the user who asked.</param>
internal readonly record struct ActionMapping(ImmutableArray<CheckAction> Actions, string? Refusal)
{
    public static ActionMapping Of(params ImmutableArray<CheckAction> actions) => new(actions, null);

    public static ActionMapping Refused(string why) => new([], why);
}
