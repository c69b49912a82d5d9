using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Nines.Guard.Integration.Tests.Hostile.Attacks;

/// <summary>A connection to the guard that does whatever its owner wants.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;

    private Wire(Socket socket, Stream stream) => (_socket, Stream) = (socket, stream);

    public Stream Stream { get; }

    public static Task<Wire> TcpAsync(HostileGuard guard, CancellationToken cancellation) => TcpAsync(guard.Replica.ReviewsPort, cancellation);

    public static async Task<Wire> TcpAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 8 * 1024 };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
            return new Wire(socket, new NetworkStream(socket, ownsSocket: false));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <param name="protocol">h2, or HTTP/1.1.</param>
    /// <exception cref="Exception">The handshake failed; <see cref="IsEnd"/> tells such.</exception>
    public static async Task<Wire> TlsAsync(
        HostileGuard guard, SslStreamCertificateContext? certificate, SslApplicationProtocol protocol, CancellationToken cancellation, SslProtocols version = SslProtocols.None)
    {
        Wire plain = await TcpAsync(guard, cancellation);
        var tls = new SslStream(plain.Stream);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    CertificateChainPolicy = guard.ServerPolicy(),
                    ClientCertificateContext = certificate,
                    ApplicationProtocols = [protocol],
                    EnabledSslProtocols = version,
                },
                cancellation);
            return new Wire(plain._socket, tls);
        }
        catch
        {
            await tls.DisposeAsync();
            await plain.DisposeAsync();
            throw;
        }
    }

    /// <summary>True for the end of a connection that the other side refuses.</summary>
    public static bool IsEnd(Exception exception) => exception is IOException or SocketException or AuthenticationException or ObjectDisposedException;

    /// <summary>Reads until the other side ends it.</summary>
    /// <returns>Number of received bytes.</returns>
    public async Task<long> DrainAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[16 * 1024];
        long read = 0;
        try
        {
            int more;
            while ((more = await Stream.ReadAsync(buffer, cancellation).AsTask().WaitAsync(s_patience, cancellation)) > 0)
            {
                read += more;
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // Cut off.
        }

        return read;
    }

    public async ValueTask DisposeAsync()
    {
        // At once, and without a farewell: what is not read yet need not be waited for.
        _socket.Close(0);
        try
        {
            await Stream.DisposeAsync();
        }
        catch (Exception end) when (IsEnd(end))
        {
            // It had ended.
        }
    }
}
