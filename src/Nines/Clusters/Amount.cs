using System.Globalization;

namespace Nines.Clusters;

/// <summary>A number of pods, or a share of them such as 50%: budgets and rollouts use either.</summary>
/// <param name="Number">Pods, or hundredths.</param>
/// <param name="IsPercent">Whether it is a share.</param>
public readonly record struct Amount(int Number, bool IsPercent = false)
{
    /// <summary>How many of a total it is.</summary>
    /// <param name="total">0 or more.</param>
    /// <param name="roundUp">Kubernetes rounds budgets and surges up, and what may be unavailable in a rollout down.</param>
    public int Of(int total, bool roundUp = true) =>
        IsPercent ? (int)Math.Clamp((((long)Number * total) + (roundUp ? 99 : 0)) / 100, int.MinValue, int.MaxValue) : Number;

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
