using System.Collections.Immutable;

namespace Nines.Clusters;

/// <summary>What a taint does to pods that do not tolerate it.</summary>
public enum TaintEffect
{
    NoSchedule,
    PreferNoSchedule,
    NoExecute,
}

/// <summary>Keeps pods off a node.</summary>
public sealed record Taint(string Key, string Value, TaintEffect Effect)
{
    /// <summary>What Kubernetes puts on a cordoned node.</summary>
    public const string UnschedulableKey = "node.kubernetes.io/unschedulable";

    /// <summary>What Kubernetes puts on a node that stopped answering.</summary>
    public const string UnreachableKey = "node.kubernetes.io/unreachable";

    /// <summary>The taint of a cordoned node.</summary>
    internal static Taint Cordon { get; } = new(UnschedulableKey, "", TaintEffect.NoSchedule);

    /// <summary>The taints of a node that does not answer.</summary>
    internal static ImmutableArray<Taint> Unreachable { get; } =
    [
        new(UnreachableKey, "", TaintEffect.NoSchedule),
        new(UnreachableKey, "", TaintEffect.NoExecute),
    ];
}

/// <summary>Lets a pod bear taints.</summary>
/// <param name="Key">The taint's key; empty, with <paramref name="Exists"/>, for every key.</param>
/// <param name="Exists">True when any value will do (operator Exists), false when the value must be equal.</param>
/// <param name="Value">The value to be equal to.</param>
/// <param name="Effect">The effect that is borne; null for all.</param>
public sealed record Toleration(string Key = "", bool Exists = false, string Value = "", TaintEffect? Effect = null)
{
    public bool Tolerates(Taint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        return (Effect is null || Effect == taint.Effect)
            && (Key.Length == 0 || Key == taint.Key)
            && (Exists || Value == taint.Value);
    }
}
