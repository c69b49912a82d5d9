namespace Nines.Testing.Tests.Consistency;

/// <summary>A way to build guards wrongly.</summary>
public enum Bug
{
    /// <summary>Built rightly.</summary>
    None,

    /// <summary>Each hit makes the entry last longer.</summary>
    SlidingTtl,

    /// <summary>Every answer is kept for the maximum.</summary>
    IgnoresTtl,

    /// <summary>An answer is kept for as long as Azure says, however long.</summary>
    IgnoresMaxAge,

    /// <summary>One replica keeps its near cache through a purge.</summary>
    MissesPurges,

    /// <summary>One replica keeps its near cache when the shared one is lost.</summary>
    MissesLosses,

    /// <summary>A failure is stored as a refusal.</summary>
    StoresErrors,

    /// <summary>A failure is answered with an allow.</summary>
    AllowsOnError,

    /// <summary>Reviews that miss at the same time each ask Azure.</summary>
    DoesNotCoalesce,

    /// <summary>Two questions have one cache key.</summary>
    JoinsKeys,

    /// <summary>Each replica has a cache of its own.</summary>
    DoesNotShare,

    /// <summary>An answer that was on its way during a purge is stored after it.</summary>
    StoresAfterPurge,

    /// <summary>A replica that was degraded keeps what it found alone.</summary>
    KeepsItsOwn,
}
