namespace Nines.Guard.Protocol;

/// <summary>What a review may hold at most. kube-apiserver's own are far below; more is an attack or a mistake.</summary>
internal static class ReviewLimits
{
    /// <summary>The nesting of a review is 5 at most (extra values, selectors); unknown fields may add to it.</summary>
    public const int Depth = 16;

    /// <summary>Groups of one user, values of one extra key, audiences of one token.</summary>
    public const int ListItems = 20_000;

    /// <summary>Keys of extra.</summary>
    public const int ExtraKeys = 1_000;
}
