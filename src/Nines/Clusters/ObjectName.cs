namespace Nines.Clusters;

/// <summary>Identity of an object of a cluster.</summary>
/// <param name="Kind">As Kubernetes spells it: Deployment.</param>
/// <param name="Namespace">Empty for what belongs to no namespace.</param>
/// <param name="Name">Unique with the rest.</param>
public readonly record struct ObjectName(string Kind, string Namespace, string Name) : IComparable<ObjectName>
{
    public int CompareTo(ObjectName other)
    {
        int order = string.CompareOrdinal(Namespace, other.Namespace);
        order = order != 0 ? order : string.CompareOrdinal(Kind, other.Kind);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>Such as <c>shop/Deployment/web</c>; <c>Node/aks-1</c> without a namespace.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Namespace}/{Kind}/{Name}";

    public static bool operator <(ObjectName left, ObjectName right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectName left, ObjectName right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectName left, ObjectName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectName left, ObjectName right) => left.CompareTo(right) >= 0;
}
