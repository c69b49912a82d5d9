using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nines.Measure.Sources;

namespace Nines.Measure.References;

/// <summary>Types and members that the sources of a project declare.</summary>
internal static class DeclaredSymbols
{
    public static IEnumerable<ISymbol> Find(SourceProject project)
    {
        foreach (SourceFile file in project.Files)
        {
            SemanticModel model = project.Compilation.GetSemanticModel(file.Tree);
            foreach (SyntaxNode node in file.Tree.GetRoot().DescendantNodes(node => node is not (BlockSyntax or ArrowExpressionClauseSyntax)))
            {
                switch (node)
                {
                    case VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax }:
                    case MemberDeclarationSyntax and not (BaseNamespaceDeclarationSyntax or BaseFieldDeclarationSyntax or GlobalStatementSyntax):
                        if (model.GetDeclaredSymbol(node) is { } symbol)
                        {
                            yield return symbol;
                        }

                        break;
                    case ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter:
                        if (model.GetDeclaredSymbol(parameter)?.ContainingType.GetMembers(parameter.Identifier.Text).OfType<IPropertySymbol>().FirstOrDefault() is { } property)
                        {
                            yield return property;
                        }

                        break;
                }
            }
        }
    }
}
