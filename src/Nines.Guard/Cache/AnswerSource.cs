namespace Nines.Guard.Cache;

/// <summary>Where an answer came from; it is logged and counted with every review, never part of the decision.</summary>
internal enum AnswerSource : byte
{
    /// <summary>A rule of the guard itself, such as "system: users are not ours". Never cached.</summary>
    Rule,

    /// <summary>The policy file or the token file.</summary>
    File,

    /// <summary>This replica's copy of a shared entry.</summary>
    NearCache,

    /// <summary>The store that all replicas share.</summary>
    SharedCache,

    /// <summary>Another caller of this replica was asking already, or another replica was.</summary>
    Joined,

    /// <summary>Azure was asked.</summary>
    Upstream,
}
