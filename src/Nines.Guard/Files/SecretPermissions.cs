using Nines.Text;

namespace Nines.Guard.Files;

/// <summary>
/// Permissions of a file with a secret: for its owner, and for readers of its group, since Kubernetes gives Secrets to a pod by its group.
/// </summary>
internal static class SecretPermissions
{
    private const UnixFileMode Refused = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Checks the permissions of a file; null when they are acceptable, or when the system has none.</summary>
    /// <param name="path">Of a file that is there; links are followed.</param>
    public static Diagnostic? Check(string path) => Check(
        path, Refused, "no access for others, and write access for the owner only", "Run chmod 600 on it, or set defaultMode: 0440 where a Secret is mounted.");

    /// <summary>The same for a file that is no secret, and decides who gets in.</summary>
    public static Diagnostic? CheckTrusted(string path) => Check(
        path, UnixFileMode.OtherWrite, "no write access for others: it decides who gets access", "Run chmod o-w on it.");

    private static Diagnostic? Check(string path, UnixFileMode refused, string expected, string hint)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        UnixFileMode mode = File.GetUnixFileMode(file);
        return (mode & refused) == UnixFileMode.None ? null : new Diagnostic(
            new SourcePosition(path, 0, 0), $"has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}; expected {expected}.", hint);
    }
}
