using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Nines.Measure.Sources;

namespace Nines.Measure.References;

/// <param name="Name">A type or Type.Member of src.</param>
/// <param name="File">File that declares it.</param>
/// <param name="IsTested">Tests or benchmarks mention it.</param>
internal readonly record struct Unreached(string Name, string File, bool IsTested)
{
    public override string ToString() => $"{File}: {Name}{(IsTested ? " (only tests mention it)" : "")}";
}

/// <summary>
/// Types and members of src that the program cannot reach, from its top-level statements and from code that generators write. A member that
/// overrides or implements another is reached with its type. Constructors, operators and members of enums are not looked at, nor are members
/// that the language calls by their name.
/// </summary>
internal sealed class UnreachedCode
{
    private static readonly ImmutableHashSet<string> NamesOfTheLanguage =
        ["Deconstruct", "Dispose", "DisposeAsync", "GetAwaiter", "GetEnumerator", "GetAsyncEnumerator", "MoveNext", "MoveNextAsync", "Current", "Length", "Count", "Slice", "AppendLiteral", "AppendFormatted"];

    private readonly Dictionary<string, List<string>> _next = [];
    private readonly HashSet<string> _reached = [];

    /// <param name="tree">All areas; src alone would find what only tests reach, but not say so.</param>
    public static ImmutableArray<Unreached> Find(SourceTree tree)
    {
        ImmutableArray<SymbolReference> references = ReferenceWalker.Find(tree.Projects);
        var code = new UnreachedCode();
        code.Connect(tree.Product, references.Where(reference => reference.FromFile.StartsWith("src/", StringComparison.Ordinal)));
        code.Reach(
        [
            .. references.Where(reference => reference.FromFile == "src/Nines.Cli/Program.cs" || reference.From == reference.FromFile).Select(reference => reference.To),
            .. tree.Product.SelectMany(project => ReferenceWalker.FindGenerated(project)),
        ]);
        HashSet<string> tested = [.. references.Where(reference => !reference.FromFile.StartsWith("src/", StringComparison.Ordinal)).Select(reference => reference.To)];
        return
        [
            .. tree.Product.SelectMany(DeclaredSymbols.Find)
                .Where(symbol => IsJudged(symbol) && !code._reached.Contains(SymbolNames.Id(symbol)))

                // A type says it for its members.
                .Where(symbol => symbol is INamedTypeSymbol { ContainingType: null } || code._reached.Contains(SymbolNames.Id(symbol.ContainingType!)))
                .Select(symbol => new Unreached(Name(symbol), SymbolNames.File(symbol) ?? "", tested.Contains(SymbolNames.Id(symbol))))
                .OrderBy(unreached => unreached.File, StringComparer.Ordinal).ThenBy(unreached => unreached.Name, StringComparer.Ordinal),
        ];
    }

    private static string Name(ISymbol symbol) => symbol.ContainingType is { } type ? $"{Name(type)}.{symbol.Name}" : symbol.Name;

    private static bool IsJudged(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol => true,
        IMethodSymbol { MethodKind: not MethodKind.Ordinary } => false,
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => false,
        IPropertySymbol { IsIndexer: true } => false,
        _ => !NamesOfTheLanguage.Contains(symbol.Name) && symbol.ContainingType.Name != "Program",
    };

    private void Connect(ImmutableArray<SourceProject> projects, IEnumerable<SymbolReference> references)
    {
        foreach (SymbolReference reference in references)
        {
            Arrow(reference.From, reference.To);
        }

        foreach (ISymbol symbol in projects.SelectMany(DeclaredSymbols.Find))
        {
            string id = SymbolNames.Id(symbol);
            if (symbol.ContainingType is not { } type)
            {
                continue;
            }

            Arrow(id, SymbolNames.Id(type));
            if (symbol is IMethodSymbol { MethodKind: not MethodKind.Ordinary } || IsRequiredByBase(symbol) || NamesOfTheLanguage.Contains(symbol.Name))
            {
                Arrow(SymbolNames.Id(type), id);
            }
        }
    }

    private void Arrow(string from, string to)
    {
        if (!_next.TryGetValue(from, out List<string>? next))
        {
            _next.Add(from, next = []);
        }

        next.Add(to);
    }

    private void Reach(IEnumerable<string> roots)
    {
        var open = new Queue<string>(roots);
        while (open.TryDequeue(out string? id))
        {
            if (_reached.Add(id) && _next.TryGetValue(id, out List<string>? next))
            {
                next.ForEach(open.Enqueue);
            }
        }
    }

    private static bool IsRequiredByBase(ISymbol symbol) =>
        symbol.IsOverride
        || symbol is IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 } or IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 }
        || symbol.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers(symbol.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol));
}
