using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Nines.Measure.References;

/// <summary>Identities of types and members that hold across compilations.</summary>
internal static class SymbolNames
{
    // An identity is built from the whole signature, and most symbols are mentioned many times.
    private static readonly ConcurrentDictionary<ISymbol, string> Ids = new(SymbolEqualityComparer.Default);

    /// <summary>The type or member that a symbol belongs to, as declared: no type arguments, no accessor, no local function.</summary>
    public static ISymbol? Declared(ISymbol? symbol)
    {
        while (symbol is not null)
        {
            symbol = symbol is IAliasSymbol alias ? alias.Target : symbol;
            symbol = (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition;
            switch (symbol)
            {
                case IMethodSymbol { AssociatedSymbol: { } owner }: symbol = owner; continue;
                case IFieldSymbol { AssociatedSymbol: { } property }: symbol = property; continue;
                case IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction }: symbol = symbol.ContainingSymbol; continue;
                case IArrayTypeSymbol array: symbol = array.ElementType; continue;
                case INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol: return symbol;
                case INamespaceSymbol: return null;
                default: symbol = symbol is ITypeParameterSymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or ILabelSymbol or IDynamicTypeSymbol ? null : symbol.ContainingSymbol; continue;
            }
        }

        return null;
    }

    public static string Id(ISymbol symbol) => Ids.GetOrAdd(symbol, static symbol => symbol.GetDocumentationCommentId() ?? symbol.ToDisplayString());

    /// <summary>The file as written that declares a symbol, or null where a library or a generator does.</summary>
    public static string? File(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            foreach (SyntaxReference reference in at.DeclaringSyntaxReferences)
            {
                string path = reference.SyntaxTree.FilePath;
                if (path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)
                    || path.StartsWith("bench/", StringComparison.Ordinal) || path.StartsWith("tools/", StringComparison.Ordinal))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
