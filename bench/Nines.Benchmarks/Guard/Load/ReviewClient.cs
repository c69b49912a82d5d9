using System.Net.Security;
using System.Net.Sockets;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>Outcome of one review.</summary>
internal enum ReviewResult
{
    /// <summary>200 with the expected text.</summary>
    Right,

    /// <summary>200 without the expected text.</summary>
    Wrong,

    /// <summary>Another status.</summary>
    NotOk,

    /// <summary>The connection failed before the answer was whole.</summary>
    Broken,
}

/// <param name="Arrived">Timestamp at which the bytes that completed the answer were read.</param>
/// <param name="IsShared">The server says that the answer came from the cache that replicas share.</param>
internal readonly record struct ReviewReply(ReviewResult Result, long Arrived, bool IsShared = false);

/// <summary>One caller's way to ask: a request at a time, over a connection of its own or one shared with others.</summary>
internal abstract class ReviewClient : IAsyncDisposable
{
    /// <summary>Asks the question with this number. Connects first when there is no connection. Throws only when cancelled.</summary>
    public abstract ValueTask<ReviewReply> AskAsync(long number, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    /// <summary>Opens a connection and shakes hands.</summary>
    protected internal static async Task<SslStream> ConnectAsync(LoadTarget target, SslApplicationProtocol protocol, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 30_000 };
        try
        {
            await socket.ConnectAsync("127.0.0.1", target.Port, cancellation);
            SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
            try
            {
                await stream.AuthenticateAsClientAsync(target.Pki.Client(protocol), cancellation);
                return stream;
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    protected static bool IsBroken(Exception exception) =>
        exception is IOException or SocketException or System.Security.Authentication.AuthenticationException or ObjectDisposedException;
}
