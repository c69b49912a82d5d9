using System.Diagnostics.CodeAnalysis;

namespace Nines.Reliability.OpenPsa;

/// <summary>A container of definitions: the model, a fault tree or a component.</summary>
/// <param name="Path">Names of the containers joined by dots; empty for the model.</param>
/// <param name="Parent">The container around it; null for the model.</param>
/// <param name="FaultTree">Name of the fault tree that it belongs to; empty for the model.</param>
/// <param name="IsPublic">The role of its members unless they say otherwise.</param>
internal sealed record MefScope(string Path, MefScope? Parent, string FaultTree, bool IsPublic)
{
    public static MefScope Model { get; } = new("", null, "", true);

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    public MefScope Inner(MefElement element) => new(
        PathOf(element.Name),
        this,
        element.Context == MefContext.FaultTree ? element.Name : FaultTree,
        element.Attribute("role") is { } role ? role != "private" : IsPublic);
}

/// <summary>Something that a model names.</summary>
internal abstract class MefSymbol(string name, MefScope scope, MefElement element)
{
    public string Name { get; } = name;

    public MefScope Scope { get; } = scope;

    public MefElement Element { get; } = element;

    public bool IsPublic { get; } = element.Attribute("role") is { } role ? role != "private" : scope.IsPublic;

    public string Path => Scope.PathOf(Name);

    /// <summary>Unique in the model: the name when it is public, else the path.</summary>
    public string FullName => IsPublic ? Name : Path;
}

/// <summary>Finds symbols by name, by full path and by local path.</summary>
internal sealed class MefSymbols<T>
    where T : MefSymbol
{
    private readonly Dictionary<string, T> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _byFullName = new(StringComparer.Ordinal);
    private readonly List<T> _all = [];

    /// <summary>In file order.</summary>
    public IReadOnlyList<T> All => _all;

    /// <returns>The symbol that already has this name, or null when it was added.</returns>
    public T? Add(T symbol)
    {
        if (_byFullName.TryGetValue(symbol.FullName, out T? before) || _byPath.TryGetValue(symbol.Path, out before))
        {
            return before;
        }

        _byFullName.Add(symbol.FullName, symbol);
        _byPath.Add(symbol.Path, symbol);
        _all.Add(symbol);
        return null;
    }

    /// <summary>From the innermost container outwards by local path, then by public name or full path.</summary>
    public bool TryResolve(string reference, MefScope from, [NotNullWhen(true)] out T? symbol)
    {
        for (MefScope? scope = from; scope is not null; scope = scope.Parent)
        {
            if (_byPath.TryGetValue(scope.PathOf(reference), out symbol))
            {
                return true;
            }
        }

        return _byFullName.TryGetValue(reference, out symbol) && symbol.IsPublic;
    }

    public bool IsTaken(string fullName) => _byFullName.ContainsKey(fullName);
}
