using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Guard.Setup.Check;

/// <summary>Reads PEM files for the checks.</summary>
internal static class CertificateFiles
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The certificates of a file; null, with a finding, when there are none.</summary>
    public static X509Certificate2Collection? Read(CheckNotes notes, string path, string what)
    {
        if (Text(notes, path, what) is not { } text)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        notes.Problem(path, "holds no certificate", what + ", PEM", "make one with nines guard init, or see that it is PEM and whole");
        return null;
    }

    /// <summary>A file as text; null, with a finding, when it cannot be read.</summary>
    public static string? Text(CheckNotes notes, string path, string what)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                notes.Problem(path, $"has {stream.Length} bytes", what, "name another file");
                return null;
            }

            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string why = fault is FileNotFoundException or DirectoryNotFoundException ? "is not there" : $"cannot be read ({fault.GetType().Name})";
            notes.Problem(path, why, what, "put it there, or name another file; in a pod, see that the Secret is mounted");
            return null;
        }
    }
}
