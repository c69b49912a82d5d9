using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>What Azure is asked, whole: everything that goes into a request is in here, and nothing else decides the answer.</summary>
/// <param name="ObjectId">Of the user.</param>
/// <param name="Groups">Object ids, sorted, without duplicates.</param>
/// <param name="Scopes">Asked one after another until one allows.</param>
internal sealed record CheckQuestion(string ObjectId, ImmutableArray<string> Groups, ImmutableArray<ScopeQuestion> Scopes);

/// <param name="Scope">The resource id that is asked about.</param>
/// <param name="Actions">All of them must be allowed.</param>
internal sealed record ScopeQuestion(string Scope, ImmutableArray<CheckAction> Actions);
