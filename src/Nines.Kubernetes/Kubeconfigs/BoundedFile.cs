namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Reads small files: certificates, keys, tokens.</summary>
internal static class BoundedFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <exception cref="IOException">It cannot be read, or is larger than 1 MiB.</exception>
    public static string Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] buffer = new byte[Math.Min(stream.Length, MaxBytes) + 1];
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length > MaxBytes
            ? throw new IOException($"'{file}' is larger than 1 MiB.")
            : System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }
}
