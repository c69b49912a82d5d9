using System.Diagnostics;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>A program that runs for as long as this one does, and writes to a log of its own.</summary>
internal sealed class Child : IAsyncDisposable
{
    // Waits for the word that the watchdog knows of it: there is no moment in which it could outlive this program. In a session of its own where that can be
    // had, so that Ctrl-C in a terminal reaches this program alone. Its number stays the same.
    private const string Script = """alone=; command -v setsid >/dev/null && alone=setsid; read -r go && log=$1 && shift && exec $alone "$@" </dev/null >>"$log" 2>&1""";

    private const int ShownLines = 5;
    private const int MaxLogBytes = 8 * 1024;
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Watchdog _watchdog;
    private readonly string _log;
    private int _isGone;

    private Child(string name, Process process, Watchdog watchdog, string log) => (Name, _process, _watchdog, _log) = (name, process, watchdog, log);

    public string Name { get; }

    public bool HasExited => _process.HasExited;

    /// <param name="log">A file that its output is added to.</param>
    /// <param name="environment">Goes before that of this process; null takes a variable away.</param>
    public static Child Start(
        string name, IEnumerable<string> command, string log, Watchdog watchdog, IReadOnlyDictionary<string, string?> environment)
    {
        string[] words = [.. command];
        bool hasShell = Watchdog.Shell is not null;
        var start = hasShell
            ? new ProcessStartInfo(Watchdog.Shell!, ["-c", Script, "nines-try", log, .. words])
            : new ProcessStartInfo(words[0], words[1..]);
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetDirectoryName(log)!;
        foreach ((string variable, string? value) in environment)
        {
            start.Environment[variable] = value;
        }

        Process process = Process.Start(start)!;
        watchdog.Started(process.Id);
        if (hasShell)
        {
            process.StandardInput.WriteLine("go");
        }
        else
        {
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        process.StandardInput.Close();
        return new Child(name, process, watchdog, log);
    }

    /// <summary>Last lines of its log, which show why it ended.</summary>
    public string ReadLogEnd()
    {
        try
        {
            using var stream = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(stream.Length, MaxLogBytes), SeekOrigin.End);
            using var reader = new StreamReader(stream);
            return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(ShownLines));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Ends it at once, as a crash would, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_end);
        }
        catch (TimeoutException)
        {
            // Stuck in the kernel; the watchdog keeps it in mind.
            return;
        }

        if (Interlocked.Exchange(ref _isGone, 1) == 0)
        {
            _watchdog.Gone(_process.Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
