using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Nines.Benchmarks.Guard.Load;

namespace Nines.Benchmarks.Guard.Measuring;

/// <summary>The system under test as a process of its own. Its standard output and error go to a file, so that it never waits on a full pipe.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly string log;

    private ServerProcess(Process process, string log)
    {
        this.process = process;
        this.log = log;
    }

    public int Pid => process.Id;

    /// <summary>From the start of the process to its first right answer.</summary>
    public TimeSpan StartUp { get; private set; }

    /// <summary>A port of 127.0.0.1 that was free a moment ago.</summary>
    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts a program by way of a shell that is replaced by it, so that figures are the program's own.</summary>
    /// <param name="command">Program and arguments as a shell reads them.</param>
    public static ServerProcess Start(string command, IReadOnlyDictionary<string, string> environment, string log)
    {
        ProcessStartInfo info = new("/bin/sh") { UseShellExecute = false };
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add($"exec {command} >{log} 2>&1 </dev/null");
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(info) ?? throw new InvalidOperationException($"{command} did not start."), log);
    }

    /// <summary>Asks until the first right answer comes.</summary>
    /// <exception cref="TimeoutException">None came in a minute, or the process ended; the message ends with what it printed.</exception>
    public async Task ReadyAsync(LoadTarget target, CancellationToken cancellation)
    {
        long started = TimeProvider.System.GetTimestamp();
        ReviewReply reply = default;
        using HttpMessageInvoker invoker = SocketsClient.Invoker(target, two: false, reconnects: true);
        await using SocketsClient client = new(target, invoker, HttpVersion.Version11);
        while (TimeProvider.System.GetElapsedTime(started) < Patience && !process.HasExited)
        {
            reply = await client.AskAsync(0, cancellation);
            if (reply.Result == ReviewResult.Right)
            {
                StartUp = TimeProvider.System.GetElapsedTime(started, reply.Arrived);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        }

        string printed = File.ReadAllText(log);
        throw new TimeoutException(
            $"The server gave no right answer (the last was {reply.Result}, {(process.HasExited ? $"it ended with {process.ExitCode}" : "it runs")}). It printed:\n"
            + printed[Math.Max(0, printed.Length - 4000)..]);
    }

    /// <summary>Waits until it takes connections.</summary>
    /// <exception cref="TimeoutException">It does not in a minute, or it ended.</exception>
    public async Task ListensAsync(int port, CancellationToken cancellation)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience && !process.HasExited)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
            }
        }

        throw new TimeoutException($"Nothing listens on {port}. It printed:\n{File.ReadAllText(log)}");
    }

    /// <summary>Waits for the end of a program that is to end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"It ended with {process.ExitCode} and printed:\n{File.ReadAllText(log)}");
        }
    }

    public ProcessFigures Figures() => ProcessFigures.Read(Pid);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
