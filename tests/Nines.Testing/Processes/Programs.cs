namespace Nines.Testing.Processes;

/// <summary>Finds the programs that tests need.</summary>
public static class Programs
{
    // haproxy and ip live in sbin, which is not on the path of a plain Debian user.
    private static readonly string[] s_folders = [.. (Variable("PATH") ?? "").Split(':'), "/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>The path of a program, or null when the machine does not have it.</summary>
    public static string? Find(string name) =>
        s_folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The folder that <c>tests/control-plane/build</c> made, or null.</summary>
    public static string? ControlPlane
    {
        get
        {
            string cache = Variable("XDG_CACHE_HOME") is { Length: > 0 } given ? given : Path.Combine(Variable("HOME") ?? "/root", ".cache");
            string folder = Variable("NINES_CONTROL_PLANE") is { Length: > 0 } named ? named : Path.Combine(cache, "nines", "control-plane", "current");
            return File.Exists(Path.Combine(folder, "kube-apiserver")) ? folder : null;
        }
    }

#pragma warning disable RS0030 // The tests have no composition root.
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
#pragma warning restore RS0030
}
