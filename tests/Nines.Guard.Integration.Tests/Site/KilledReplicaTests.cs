using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Guard.Integration.Tests.Site;

/// <summary>Ends of connections, as their clients see them.</summary>
public sealed class KilledReplicaTests
{
    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData("KILL", SocketError.ConnectionReset)]
    [InlineData("TERM", null)]
    public async Task A_replica_that_is_killed_resets_its_connections_and_one_that_ends_closes_them(string signal, SocketError? expected)
    {
        Assert.SkipWhen(GuardSite.Missing is not null, GuardSite.Missing ?? "");
        await using GuardSite site = await GuardSite.StartAsync(1, (_, _) => ["--drain-wait", "0s"], Cancel);
        GuardReplica replica = site.Replicas[0];
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", replica.ReviewsPort, Cancel);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [X509Certificate2.CreateFromPemFile(Path.Combine(site.Folder, "client.crt"), Path.Combine(site.Folder, "client.key"))],
#pragma warning disable CA5359 // How the connection ends is looked at here.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
            Cancel);

        // Answered, so that the replica has the connection for certain.
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        (await stream.ReadAsync(new byte[4096], Cancel)).ShouldBeGreaterThan(0);
        await replica.Process.SignalAsync(signal, Cancel);

        SocketError? error = null;
        try
        {
            byte[] buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, Cancel) > 0)
            {
                // An answer that says why is no end yet.
            }
        }
        catch (IOException exception) when (exception.InnerException is SocketException reset)
        {
            error = reset.SocketErrorCode;
        }

        error.ShouldBe(expected);
    }
}
