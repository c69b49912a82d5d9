using System.Text;

namespace Nines.Guard.Upstream.Credentials;

/// <summary>Reads a secret from a file at each use: rotation only writes the file.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 64 * 1024;

    /// <param name="what">Content of the file, for the message, such as "the client secret".</param>
    /// <exception cref="GuardUnavailableException">It cannot be read, is empty, or is not a text.</exception>
    public static async ValueTask<string> ReadAsync(string path, string what, CancellationToken cancellation)
    {
        byte[] buffer = new byte[MaxBytes + 1];
        int length;
        try
        {
            await using FileStream file = new(
                path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
            length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CredentialFault.Create($"the file '{path}' with {what} cannot be read ({fault.GetType().Name})");
        }

        if (length > MaxBytes)
        {
            throw CredentialFault.Create($"the file '{path}' with {what} is longer than {MaxBytes} bytes");
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer, 0, length).Trim();
        }
        catch (ArgumentException)
        {
            throw CredentialFault.Create($"the file '{path}' with {what} is not text");
        }

        return text.Length > 0 ? text : throw CredentialFault.Create($"the file '{path}' with {what} is empty");
    }
}
