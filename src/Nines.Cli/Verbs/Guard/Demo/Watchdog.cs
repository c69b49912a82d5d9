using System.Diagnostics;
using System.Globalization;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>
/// Ends the children and removes their folder when this process is gone without having done so, however that came: a shell waits on a pipe that only
/// this process holds open. Safe for many threads.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    // Ctrl-C in a terminal reaches all processes at once; the watchdog must outlive the others.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        PATH=$PATH:/usr/bin:/bin
        pids=
        while read -r word pid; do
          case $word in
            start) pids="$pids $pid" ;;
            gone) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
            done) exit 0 ;;
          esac
        done
        for p in $pids; do kill -9 "$p" 2>/dev/null; done
        sleep 0.2
        rm -rf "$1"
        """;

    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(2);

    private readonly Process? _process;
    private readonly Lock _gate = new();

    private Watchdog(Process? process) => _process = process;

    /// <summary>Path of the shell; null on systems without one.</summary>
    public static string? Shell { get; } = File.Exists("/bin/sh") ? "/bin/sh" : null;

    /// <param name="folder">Removed with all that is in it when this process is gone.</param>
    public static Watchdog Over(string folder)
    {
        if (Shell is null)
        {
            return new Watchdog(null);
        }

        var start = new ProcessStartInfo(Shell, ["-c", Script, "nines-try-watchdog", folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        return new Watchdog(Process.Start(start));
    }

    public void Started(int process) => Tell($"start {process.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Its number may belong to another process from now on.</summary>
    public void Gone(int process) => Tell($"gone {process.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Nothing is left to be done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        Tell("done");
        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_end);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Tell(string line)
    {
        lock (_gate)
        {
            try
            {
                _process?.StandardInput.WriteLine(line);
                _process?.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Interrupted; this process still ends everything that it started.
            }
        }
    }
}
