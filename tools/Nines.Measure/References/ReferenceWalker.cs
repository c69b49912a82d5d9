using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nines.Measure.Sources;

namespace Nines.Measure.References;

/// <summary>
/// Finds every mention of a type or member that the repository declares, by the compiler's own binding: names, constructors without a name,
/// indexers, operators, enumerators and deconstruction. Comments and using lines do not count.
/// </summary>
internal sealed class ReferenceWalker
{
    private readonly SemanticModel _model;
    private readonly SourceFile _file;
    private readonly HashSet<SymbolReference> _found = [];

    private ReferenceWalker(SemanticModel model, SourceFile file) => (_model, _file) = (model, file);

    public static ImmutableArray<SymbolReference> Find(IEnumerable<SourceProject> projects)
    {
        var all = new ConcurrentBag<IReadOnlyCollection<SymbolReference>>();
        foreach (SourceProject project in projects)
        {
            Parallel.ForEach(project.Files, file =>
            {
                var walker = new ReferenceWalker(project.Compilation.GetSemanticModel(file.Tree), file);
                walker.Walk();
                all.Add(walker._found);
            });
        }

        return [.. all.SelectMany(found => found)];
    }

    /// <summary>Identities that generated code mentions, such as the properties that a serializer reads.</summary>
    public static IEnumerable<string> FindGenerated(SourceProject project)
    {
        HashSet<SyntaxTree> written = [.. project.Files.Select(file => file.Tree)];
        foreach (SyntaxTree tree in project.Compilation.SyntaxTrees.Where(tree => !written.Contains(tree)))
        {
            var walker = new ReferenceWalker(project.Compilation.GetSemanticModel(tree), new SourceFile($"{project.Area}/{project.Name}/{Path.GetFileName(tree.FilePath)}", tree));
            walker.Walk();
            foreach (string to in walker._found.Select(reference => reference.To))
            {
                yield return to;
            }
        }
    }

    private void Walk()
    {
        foreach (SyntaxNode node in _file.Tree.GetRoot().DescendantNodes(node => node is not (UsingDirectiveSyntax or NameSyntax { Parent: BaseNamespaceDeclarationSyntax })))
        {
            foreach (ISymbol symbol in Mentioned(node))
            {
                Add(node, symbol);
            }
        }
    }

    private IEnumerable<ISymbol> Mentioned(SyntaxNode node)
    {
        switch (node)
        {
            case SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax or ObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ElementBindingExpressionSyntax
                or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or AssignmentExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax:
                SymbolInfo info = _model.GetSymbolInfo(node);
                foreach (ISymbol symbol in info.Symbol is { } one ? [one] : info.CandidateSymbols)
                {
                    yield return symbol;
                }

                if (node is ExpressionSyntax and not SimpleNameSyntax && _model.GetConversion(node) is { IsUserDefined: true, MethodSymbol: { } wide })
                {
                    yield return wide;
                }

                break;
            case CommonForEachStatementSyntax each when _model.GetForEachStatementInfo(each) is { GetEnumeratorMethod: { } enumerator } loop:
                yield return enumerator;
                if (loop.MoveNextMethod is { } next)
                {
                    yield return next;
                }

                if (loop.CurrentProperty is { } current)
                {
                    yield return current;
                }

                break;
        }

        // An implicit conversion is a call that the source does not show.
        if (node is IdentifierNameSyntax or LiteralExpressionSyntax or InvocationExpressionSyntax or CastExpressionSyntax or CollectionExpressionSyntax
            && _model.GetConversion(node) is { IsUserDefined: true, MethodSymbol: { } conversion })
        {
            yield return conversion;
        }

        if (node is CastExpressionSyntax && _model.GetSymbolInfo(node).Symbol is { } cast)
        {
            yield return cast;
        }

        if (node is AssignmentExpressionSyntax { Left: TupleExpressionSyntax or DeclarationExpressionSyntax } assignment
            && _model.GetDeconstructionInfo(assignment).Method is { } deconstruct)
        {
            yield return deconstruct;
        }

        if (node is RecursivePatternSyntax { PositionalPatternClause: not null } && _model.GetOperation(node) is Microsoft.CodeAnalysis.Operations.IRecursivePatternOperation { DeconstructSymbol: { } positions })
        {
            yield return positions;
        }

        if (node is ExpressionSyntax { Parent: InitializerExpressionSyntax { RawKind: (int)SyntaxKind.CollectionInitializerExpression } } element
            && _model.GetCollectionInitializerSymbolInfo(element).Symbol is { } add)
        {
            yield return add;
        }
    }

    private void Add(SyntaxNode node, ISymbol symbol)
    {
        ISymbol? declared = SymbolNames.Declared(symbol);
        if (declared is null || SymbolNames.File(declared) is not { } file)
        {
            return;
        }

        ISymbol? from = SymbolNames.Declared(_model.GetEnclosingSymbol(node.SpanStart));
        _found.Add(new SymbolReference(from is null ? _file.Path : SymbolNames.Id(from), _file.Path, SymbolNames.Id(declared), file));
    }
}
