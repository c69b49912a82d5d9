using System.Collections.Frozen;

namespace Nines.Guard.Policy;

/// <summary>Names, or all of them. Compared letter by letter, as kube-apiserver does.</summary>
internal sealed class NameSet
{
    private readonly FrozenSet<string> _names;
    private readonly bool _all;

    /// <param name="names"><c>*</c> among them stands for every name.</param>
    public NameSet(IEnumerable<string> names)
    {
        _names = names.ToFrozenSet(StringComparer.Ordinal);
        _all = _names.Contains("*");
    }

    public bool IsEmpty => _names.Count == 0;

    public bool Has(string name) => _all || _names.Contains(name);
}
