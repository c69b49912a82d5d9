using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Nines.Guard.Serving.Connections;

/// <summary>
/// Makes a process that is killed reset its connections instead of closing them. kube-apiserver asks again after a reset; a connection that
/// ends in the middle of a review without one is "unexpected EOF" to it, which it hands on to the user as an error.
/// </summary>
internal static class AbruptEnd
{
    private static readonly LingerOption s_reset = new(enable: true, seconds: 0);
    private static readonly LingerOption s_close = new(enable: false, seconds: 0);

    /// <summary>Connections that are accepted take this over: the kernel then resets what the process leaves open.</summary>
    public static void Listen(SocketTransportOptions options) => options.CreateBoundListenSocket = endpoint =>
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.LingerState = s_reset;
        return socket;
    };

    /// <summary>The outermost step of a connection: one that is brought to its end is closed as usual, so that no answer is cut off.</summary>
    public static ConnectionDelegate Follow(ConnectionDelegate next) => async connection =>
    {
        try
        {
            await next(connection);
        }
        finally
        {
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            {
                try
                {
                    socket.LingerState = s_close;
                }
                catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
                {
                    // The other side was faster.
                }
            }
        }
    };
}
