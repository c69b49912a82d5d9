using System.Diagnostics;
using System.Globalization;

namespace Nines.Testing.Processes;

/// <summary>A program that a test starts, breaks and stops. It ends with the test, and with the test runner when that is killed.</summary>
public sealed class RealProcess : IAsyncDisposable
{
    private const int MaxLines = 2000;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly string _name;

    private RealProcess(string name, Process process)
    {
        _name = name;
        _process = process;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Of a process that ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines of both outputs, oldest first.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <param name="program">A path, or a name that is looked for on the PATH.</param>
    /// <param name="environment">Added to the environment of the tests; a null value takes a variable away.</param>
    public static RealProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        // setpriv asks the kernel to end the program with its parent, whatever ends that.
        string? wrapper = Programs.Find("setpriv");
        var start = new ProcessStartInfo(wrapper ?? program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (string argument in wrapper is null ? arguments : ["--pdeathsig", "KILL", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string key, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start };
        var started = new RealProcess(Path.GetFileName(program), process);
        process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => started.Keep(line.Data);

        // The death signal follows the thread that starts the process, not only the test runner: a thread of the pool may end any time.
        StartingThread.Run(process.Start);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return started;
    }

    /// <summary>Waits until a probe says yes.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or the time is up; the message holds its last output.</exception>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> probe, TimeSpan limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(probe);
        long start = TimeProvider.System.GetTimestamp();
        while (!await probe(cancellation))
        {
            if (HasExited)
            {
                throw new InvalidOperationException($"{_name} ended with {ExitCode} before it was ready:\n{Output}");
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new InvalidOperationException($"{_name} was not ready after {limit.TotalSeconds} s:\n{Output}");
            }

            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Sends a signal: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>. A process that ended is left alone.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        if (HasExited)
        {
            return;
        }

        using Process kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellation);
    }

    public Task WaitForExitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    /// <summary>Ends it at once, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }
}
