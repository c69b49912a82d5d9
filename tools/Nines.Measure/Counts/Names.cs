using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Nines.Measure.Sources;

namespace Nines.Measure.Counts;

/// <param name="Types">Types of src that are not nested in another.</param>
/// <param name="Twice">Simple names that top-level types of different namespaces or projects share, with their places.</param>
/// <param name="LastWords">Different last words of type names, for each type: the smaller, the fewer kinds of things there are.</param>
/// <param name="Superlatives">Members and types named Most…, Longest… or Least….</param>
/// <param name="BareOf">Methods named just Of.</param>
internal sealed record Names(
    int Types, ImmutableArray<string> Twice, double LastWords, ImmutableArray<string> Superlatives, ImmutableArray<string> BareOf)
{
    private static readonly ImmutableArray<string> SuperlativeWords = ["Most", "Longest", "Least"];

    public static Names Count(IReadOnlyCollection<SourceProject> projects)
    {
        List<(string Name, string Place)> types = [];
        List<string> superlatives = [], bareOf = [];
        foreach (SourceFile file in projects.SelectMany(project => project.Files))
        {
            foreach (SyntaxNode node in file.Tree.GetRoot().DescendantNodes(node => node is not BlockSyntax))
            {
                foreach (string name in Declared(node))
                {
                    if (node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is BaseNamespaceDeclarationSyntax)
                    {
                        types.Add((name, $"{file.Folder}/{name}"));
                    }

                    if (SuperlativeWords.Any(word => name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || char.IsUpper(name[word.Length]))))
                    {
                        superlatives.Add($"{file.Path}: {name}");
                    }

                    if (name == "Of" && node is MethodDeclarationSyntax)
                    {
                        bareOf.Add(file.Path);
                    }
                }
            }
        }

        return new Names(
            types.DistinctBy(type => type.Place).Count(),
            [
                .. types.Distinct().GroupBy(type => type.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
                    .OrderBy(same => same.Key, StringComparer.Ordinal)
                    .Select(same => $"{same.Key}: {string.Join(", ", same.Select(type => Path.GetDirectoryName(type.Place)!.Replace('\\', '/')))}"),
            ],
            (double)types.Select(type => LastWord(type.Name)).Distinct(StringComparer.Ordinal).Count() / types.Count,
            [.. superlatives],
            [.. bareOf]);
    }

    private static IEnumerable<string> Declared(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text],
        DelegateDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        EnumMemberDeclarationSyntax member => [member.Identifier.Text],
        ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter => [parameter.Identifier.Text],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
        _ => [],
    };

    private static string LastWord(string name)
    {
        int start = name.Length - 1;
        while (start > 0 && !(char.IsUpper(name[start]) && (!char.IsUpper(name[start - 1]) || start + 1 < name.Length && char.IsLower(name[start + 1]))))
        {
            start--;
        }

        return name[start..];
    }
}
