using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>Opens a file of a model by its path.</summary>
/// <param name="path">Relative to the file that names it, resolved.</param>
/// <returns>The file, which the reader closes, or why it cannot be read.</returns>
public delegate ReadResult<Stream> OpenPsaOpener(string path);

/// <summary>Size of a model over all of its files.</summary>
internal sealed class MefUsage
{
    public long Bytes { get; set; }

    public int Elements { get; set; }
}

/// <summary>Reads a model from its first file and the files that it includes, each once.</summary>
internal sealed class MefIncludes(OpenPsaOpener? open, OpenPsaLimits limits, OpenPsaDiagnostics diagnostics, CancellationToken cancellationToken)
{
    private readonly MefUsage _usage = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <returns>The root of the first file, its includes filled; null when it could not be read, which has then been reported.</returns>
    public MefElement? Read(Stream stream, string file)
    {
        _known.Add(Resolve("", file));
        MefElement? root = ReadOne(stream, file);
        var pending = new Stack<(MefElement Element, MefElement Container)>();
        if (root is not null)
        {
            pending.Push((root, root));
        }

        while (pending.TryPop(out (MefElement Element, MefElement Container) next))
        {
            if (next.Element.Context == MefContext.Include && next.Element.Attribute("file") is { Length: > 0 } named)
            {
                Fill(next.Element, named, next.Container);
            }

            // Only containers of definitions can hold an include.
            MefElement container = next.Element.Context == MefContext.Include ? next.Container : next.Element;
            foreach (MefElement child in next.Element.Children())
            {
                if (child.Context is MefContext.FaultTree or MefContext.Component or MefContext.ModelData or MefContext.Include)
                {
                    pending.Push((child, container));
                }
            }
        }

        return root;
    }

    private void Fill(MefElement include, string named, MefElement container)
    {
        string path = Resolve(include.File, named);
        if (open is null || path == "-" || Path.IsPathRooted(named) || named.Contains("://", StringComparison.Ordinal))
        {
            diagnostics.Error(include, $"The file '{named}' is not read.", () => "Name a file by its path relative to this one.");
        }
        else if (!_known.Add(path))
        {
            diagnostics.Error(include, $"The file '{named}' is already part of the model.", () => "Include each file once.");
        }
        else if (_known.Count > limits.MaxFiles)
        {
            diagnostics.Error(include, $"The model has more than {limits.MaxFiles} files.");
        }
        else
        {
            ReadResult<Stream> opened = open(path);
            if (!opened.IsValid)
            {
                diagnostics.Error(include, $"The included file cannot be read: {string.Join("; ", opened.Diagnostics)}");
                return;
            }

            using Stream stream = opened.Value;
            foreach (MefElement child in ReadOne(stream, path)?.TakeChildren() ?? [])
            {
                if (MefGrammar.Child(container.Context, child.Tag) is null)
                {
                    diagnostics.Error(child, $"<{child.Tag}> is not allowed inside <{container.Tag}>, where this file is included.");
                    continue;
                }

                include.Add(child);
            }
        }
    }

    private MefElement? ReadOne(Stream stream, string file) =>
        new MefDocumentReader(file, limits, _usage, diagnostics, cancellationToken).Read(stream);

    private static string Resolve(string from, string named) => from.Length == 0
        ? Normalize(named)
        : Normalize(Path.Combine(Path.GetDirectoryName(from) ?? "", named));

    /// <summary>One spelling of a path, so that a file is recognized again.</summary>
    private static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/', '\\'))
        {
            if (part == ".." && parts is [.., not (".." or "")])
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != "." && (part.Length > 0 || parts.Count == 0))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
