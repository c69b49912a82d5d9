using Nines.Testing.Processes;

namespace Nines.Testing.Redis;

/// <summary>One real redis-server or redis-sentinel on loopback. It can be killed, frozen and started again, empty, on the same port.</summary>
public sealed class RedisNode : IAsyncDisposable
{
    private readonly string _program;
    private readonly string _config;
    private readonly TempFolder _folder = new();
    private RealProcess? _process;

    /// <param name="program"><c>redis-server</c> or <c>redis-sentinel</c>.</param>
    /// <param name="port">Port on which it listens.</param>
    /// <param name="password">Of the default user.</param>
    /// <param name="config">Lines of its configuration, without port, folder and password.</param>
    public RedisNode(string program, int port, string password, string config)
    {
        _program = program;
        Port = port;
        Password = password;
        _config = $"port {port}\nbind 127.0.0.1\ndir {_folder.Path}\nrequirepass {password}\n{config}";
    }

    public int Port { get; }

    public string Password { get; }

    public RealProcess Process => _process ?? throw new InvalidOperationException("it was not started");

    public async Task StartAsync(CancellationToken cancellation)
    {
        // Rewritten each time: a Sentinel writes what it discovered into its file, and a new one knows nothing.
        string file = _folder.Write("server.conf", _config);
        _process = RealProcess.Start(_program, [file], folder: _folder.Path);
        await _process.WaitUntilAsync(async stop => await AskAsync(stop, "PING") == "PONG", TimeSpan.FromSeconds(20), cancellation);
    }

    public Task KillAsync(CancellationToken cancellation) => Process.KillAsync(cancellation);

    public Task<string> AskAsync(CancellationToken cancellation, params string[] command) =>
        RedisCli.AskAsync("127.0.0.1", Port, Password, cancellation, command);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
