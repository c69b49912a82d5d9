using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Text;

namespace Nines.Kubernetes.Transport;

/// <summary>Runs an exec plugin, in bounded time and with bounded output.</summary>
internal static partial class ExecProcess
{
    private const int MaxComplaintLength = 400;
    private const int MaxLines = 1_000;

    /// <summary>Runs the program and returns its standard output.</summary>
    /// <exception cref="KubernetesException">It is missing, fails, takes too long or writes too much.</exception>
    public static async Task<byte[]> RunAsync(
        ExecEntry plugin, string question, KubeEnvironment environment, ExecOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (plugin.Interactive == ExecInteractive.Always)
        {
            throw Fault(plugin, "wants to ask a person (interactiveMode: Always), which nines does not let it", "Log in with the plugin first, and set interactiveMode: IfAvailable.");
        }

        using Process process = Start(plugin, question, environment);
        using var late = new CancellationTokenSource(options.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            process.StandardInput.Close();
            Task<string> complaints = ReadComplaintsAsync(process.StandardError, options.Notice, both.Token);
            Task<byte[]> output = ReadOutputAsync(process.StandardOutput.BaseStream, plugin, options.MaxBytes, both.Token);

            // The first failure ends the plugin: the other task may wait for a plugin that is blocked on unread output.
            await await Task.WhenAny(complaints, output);
            await Task.WhenAll(complaints, output);
            await process.WaitForExitAsync(both.Token);
            return process.ExitCode == 0
                ? await output
                : throw Fault(plugin, $"failed with exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}{await complaints}", plugin.InstallHint);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Fault(plugin, $"did not end within {options.Timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(ExecEntry plugin, string question, KubeEnvironment environment)
    {
        var start = new ProcessStartInfo
        {
            FileName = Find(plugin.Command, environment) ?? throw Fault(plugin, "is not on this machine", plugin.InstallHint ?? "Install it, or put its folder on the PATH."),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in plugin.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in environment.Variables.Concat(plugin.Environment))
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = question;
        try
        {
            return Process.Start(start) ?? throw Fault(plugin, "did not start");
        }
        catch (Win32Exception exception)
        {
            throw Fault(plugin, $"cannot be started: {exception.Message}", plugin.InstallHint);
        }
    }

    private static string? Find(string command, KubeEnvironment environment)
    {
        if (Path.IsPathRooted(command))
        {
            return File.Exists(command) ? command : null;
        }

        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        return (environment["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, command + ending)))
            .FirstOrDefault(File.Exists);
    }

    private static async Task<byte[]> ReadOutputAsync(Stream stream, ExecEntry plugin, int maxBytes, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (all.Length + length > maxBytes)
            {
                throw Fault(plugin, $"wrote more than {maxBytes.ToString(CultureInfo.InvariantCulture)} bytes");
            }

            all.Write(buffer, 0, length);
        }

        return all.ToArray();
    }

    // The last of what it complains about, without anything that looks like a token.
    private static async Task<string> ReadComplaintsAsync(StreamReader reader, Action<string>? notice, CancellationToken cancellationToken)
    {
        var last = new StringBuilder();
        char[] buffer = new char[1024];
        var line = new StringBuilder();
        int lines = 0;
        int length;
        while ((length = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            foreach (char c in buffer.AsSpan(0, length))
            {
                if (c is not '\n' && line.Length < 4096)
                {
                    line.Append(c);
                    continue;
                }

                if (c is '\n')
                {
                    Tell();
                }
            }
        }

        Tell();
        string text = Secrets().Replace(Sanitizer.CleanMessage(last.ToString()), "...");
        return text.Length == 0 ? "" : ": " + (text.Length <= MaxComplaintLength ? text : "..." + text[^MaxComplaintLength..]);

        void Tell()
        {
            string whole = Sanitizer.CleanMessage(line.ToString());
            line.Clear();
            if (whole.Length > 0 && lines++ < MaxLines)
            {
                notice?.Invoke(whole);
                last.Append(whole).Append(' ');
                last.Remove(0, Math.Max(0, last.Length - (4 * MaxComplaintLength)));
            }
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    private static KubernetesException Fault(ExecEntry plugin, string what, string? hint = null) =>
        new(KubernetesErrorKind.Credentials, $"{plugin.Position}: the exec plugin '{plugin.Command}' {what}.", hint);

    [GeneratedRegex("[A-Za-z0-9_+/=.-]{33,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Secrets();
}
