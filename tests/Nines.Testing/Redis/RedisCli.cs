using System.Diagnostics;
using System.Globalization;

namespace Nines.Testing.Redis;

/// <summary>Asks a Redis or a Sentinel one thing with Debian's own redis-cli, which knows nothing of our client.</summary>
public static class RedisCli
{
    /// <returns>The output of redis-cli, trimmed; errors of the server included, as they begin with their code.</returns>
    public static async Task<string> AskAsync(string host, int port, string? password, CancellationToken cancellation, params string[] command)
    {
        var start = new ProcessStartInfo("timeout")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["3", "redis-cli", "-h", host, "-p", port.ToString(CultureInfo.InvariantCulture), .. command])
        {
            start.ArgumentList.Add(argument);
        }

        if (password is not null)
        {
            start.Environment["REDISCLI_AUTH"] = password;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        await error;
        return output.Trim();
    }
}
