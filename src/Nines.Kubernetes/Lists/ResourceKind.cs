using System.Collections.Immutable;

namespace Nines.Kubernetes.Lists;

/// <summary>A kind of object, and the versions of it that are known here.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Versions">The best one first.</param>
/// <param name="Plural">As in paths and in RBAC.</param>
public sealed record ResourceKind(string Group, ImmutableArray<string> Versions, string Plural, string Kind, bool IsNamespaced)
{
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

/// <summary>A kind whose objects are read into a record.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed record ResourceType<T>(ResourceKind Kind)
    where T : class;
