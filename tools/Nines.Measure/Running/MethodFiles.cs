using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Nines.Measure.Running;

/// <summary>Files of src that declare the methods of the built program, from its debugging symbols.</summary>
internal sealed class MethodFiles
{
    private const int MethodTable = 0x06000000;
    private readonly Dictionary<(string Type, int Token), string> _files = [];

    /// <param name="folder">Folder with the program's assemblies and their pdb files.</param>
    public MethodFiles(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "Nines*.dll"))
        {
            using var image = new PEReader(File.OpenRead(path));
            using var pdb = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
            Read(image.GetMetadataReader(), pdb.GetMetadataReader());
        }
    }

    /// <summary>Path from the root of the repository, or null where the compiler or a generator made the method.</summary>
    public string? Find(CompiledMethod method) => _files.GetValueOrDefault((method.Type, method.Token));

    private void Read(MetadataReader metadata, MetadataReader symbols)
    {
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            string? typeFile = type.GetMethods().Select(method => FileOf(symbols, method)).FirstOrDefault(file => file is not null);
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                // Members that a record gets have no line of their own; they belong to the file of the record.
                if ((FileOf(symbols, method) ?? typeFile) is { } file)
                {
                    _files[(FullName(metadata, type), MethodTable | MetadataTokens.GetRowNumber(method))] = file;
                }
            }
        }
    }

    private static string? FileOf(MetadataReader symbols, MethodDefinitionHandle method)
    {
        MethodDebugInformation information = symbols.GetMethodDebugInformation(method);
        DocumentHandle document = information.Document;
        if (document.IsNil && !information.SequencePointsBlob.IsNil)
        {
            document = information.GetSequencePoints().First().Document;
        }

        if (document.IsNil)
        {
            return null;
        }

        string path = symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
        int start = path.LastIndexOf("/src/", StringComparison.Ordinal);
        return start < 0 || path.Contains("/obj/", StringComparison.Ordinal) ? null : path[(start + 1)..];
    }

    // As the runtime spells it in its events: Namespace.Outer+Inner`1.
    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        if (!outer.IsNil)
        {
            return $"{FullName(metadata, metadata.GetTypeDefinition(outer))}+{name}";
        }

        string space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
