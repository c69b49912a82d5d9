using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Guard.Redis;

/// <summary>Connects, and greets with HELLO 3.</summary>
internal static class RedisDialer
{
    /// <returns>A connection that speaks RESP3 and is logged in; or null and a short reason that holds no secret.</returns>
    public static async ValueTask<(RedisConnection? Connection, string? Why)> DialAsync(
        RedisEndpoint endpoint, RedisDialOptions options, Action<RespValue> onPush, TimeProvider time, CancellationToken cancellation)
    {
        (Stream? stream, string? why) = await OpenAsync(endpoint, options, time, cancellation);
        if (stream is null)
        {
            return (null, why);
        }

        var connection = new RedisConnection(stream, onPush, options.MaxInFlight, new RespParser(options.Limits), time);
        try
        {
            RespValue[]? replies = await connection.AskAsync(Hello(options), options.StepLimit, cancellation);
            if (replies is [{ IsError: false }])
            {
                return (connection, null);
            }

            why = replies is null ? connection.Why ?? "HELLO was not answered" : $"HELLO was refused: {replies[0].ErrorCode}";
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return (null, why);
    }

    /// <summary>Connects, with TLS where that is asked for, and sends nothing.</summary>
    /// <returns>A stream, or null and a short reason.</returns>
    public static async ValueTask<(Stream? Stream, string? Why)> OpenAsync(
        RedisEndpoint endpoint, RedisDialOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.StepLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, either.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Tls?.Invoke() is { } tls)
            {
                var secured = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secured;
                await secured.AuthenticateAsClientAsync(Client(tls, endpoint), either.Token);
            }

            return (stream, null);
        }
        catch (Exception why) when (why is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            socket.Dispose();
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            cancellation.ThrowIfCancellationRequested();
            return (null, why switch
            {
                SocketException socketWhy => $"cannot connect: {socketWhy.SocketErrorCode}",
                AuthenticationException => "the certificate of the server is not accepted, or it refused TLS",
                OperationCanceledException => $"no connection within {options.StepLimit.TotalSeconds:0.###} s",
                _ => "the connection broke while it was made",
            });
        }
    }

    private static RedisBatch Hello(RedisDialOptions options) => options.Login?.Invoke() is { } login
        ? new RedisBatch().Add("HELLO", "3", "AUTH", login.User, login.Password, "SETNAME", options.ClientName)
        : new RedisBatch().Add("HELLO", "3", "SETNAME", options.ClientName);

    private static SslClientAuthenticationOptions Client(RedisTls tls, RedisEndpoint endpoint)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = tls.Authorities is null ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            // Private authorities are short-lived and have no list to ask; others would have to be reached before the cache can be.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (tls.Authorities is { } authorities)
        {
            policy.CustomTrustStore.AddRange(authorities);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = tls.ServerName ?? endpoint.Host,
            CertificateChainPolicy = policy,
            ClientCertificates = tls.Own is { } own ? [own] : null,
        };
    }
}
