using System.Text;

namespace Nines.Cli.Tests.BadInput;

/// <summary>A folder of input files that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nines-");

    /// <summary>Writes a file and answers with its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    /// <summary>Makes a file of a length without writing it out.</summary>
    public string WriteSparse(string name, long length)
    {
        using FileStream stream = File.Create(At(name));
        stream.SetLength(length);
        return At(name);
    }

    public string At(string name) => Path.Combine(_folder.FullName, name);

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
