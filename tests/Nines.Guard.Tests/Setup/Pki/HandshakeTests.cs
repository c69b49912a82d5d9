using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Nines.Guard.Setup.Pki;

namespace Nines.Guard.Tests.Setup.Pki;

/// <summary>Both sides of mutual TLS with the files as they lie in the folder.</summary>
public sealed class HandshakeTests
{
    private static readonly DateTimeOffset s_today = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Client_and_server_trust_each_other()
    {
        using var folder = new PkiFolder(s_today);
        folder.Ca();
        folder.Server(["guard.example.org"]);
        folder.Client();
        (await Handshake(folder, "server", "client", "guard.example.org")).ShouldBe("CN=kube-apiserver");
    }

    [Fact]
    public async Task A_certificate_is_for_servers_or_for_clients_only()
    {
        using var folder = new PkiFolder(s_today);
        folder.Ca();
        folder.Server(["guard.example.org"]);
        folder.Client();
        await Should.ThrowAsync<AuthenticationException>(() => Handshake(folder, "server", "server", "guard.example.org"));
        await Should.ThrowAsync<AuthenticationException>(() => Handshake(folder, "client", "client", "kube-apiserver"));
        await Should.ThrowAsync<AuthenticationException>(() => Handshake(folder, "server", "client", "other.example.org"));
    }

    [Fact]
    public async Task No_handshake_fails_in_any_step_of_a_change_of_the_authority()
    {
        using var folder = new PkiFolder(s_today);
        folder.Ca();
        folder.Server(["guard.example.org"]);
        folder.Client();

        // What a side shows and what it trusts, as each was given out; the other side may be a step behind.
        var given = new List<string> { Snapshot(folder, "0") };
        folder.Ca(AuthorityStep.Rotate).Diagnostics.ShouldBeEmpty();
        given.Add(Snapshot(folder, "1"));
        folder.Server(renew: true).Diagnostics.ShouldBeEmpty();
        given.Add(Snapshot(folder, "2"));
        folder.Client(renew: true).Diagnostics.ShouldBeEmpty();
        given.Add(Snapshot(folder, "3"));
        folder.Ca(AuthorityStep.Retire).Diagnostics.ShouldBeEmpty();
        given.Add(Snapshot(folder, "4"));

        for (int step = 0; step < given.Count; step++)
        {
            foreach (int other in (int[])[step, Math.Max(0, step - 1)])
            {
                (await Handshake(given[step], given[other], "guard.example.org")).ShouldBe("CN=kube-apiserver", $"server {step}, client {other}");
                (await Handshake(given[other], given[step], "guard.example.org")).ShouldBe("CN=kube-apiserver", $"server {other}, client {step}");
            }
        }

        // And the earlier authority is really gone.
        await Should.ThrowAsync<AuthenticationException>(() => Handshake(given[4], given[0], "guard.example.org"));
    }

    private static string Snapshot(PkiFolder folder, string name)
    {
        string copy = Directory.CreateDirectory(folder.At($"given-{name}")).FullName;
        foreach (string file in (string[])["ca.crt", "server.crt", "server.key", "client.crt", "client.key"])
        {
            File.Copy(folder.At(file), Path.Combine(copy, file));
        }

        return copy;
    }

    private static Task<string> Handshake(string serverFolder, string clientFolder, string name) => Handshake(
        X509Certificate2.CreateFromPemFile(Path.Combine(serverFolder, "server.crt"), Path.Combine(serverFolder, "server.key")),
        Path.Combine(serverFolder, "ca.crt"),
        X509Certificate2.CreateFromPemFile(Path.Combine(clientFolder, "client.crt"), Path.Combine(clientFolder, "client.key")),
        Path.Combine(clientFolder, "ca.crt"),
        name);

    private static Task<string> Handshake(PkiFolder folder, string server, string client, string name) => Handshake(
        X509Certificate2.CreateFromPemFile(folder.At($"{server}.crt"), folder.At($"{server}.key")),
        folder.At("ca.crt"),
        X509Certificate2.CreateFromPemFile(folder.At($"{client}.crt"), folder.At($"{client}.key")),
        folder.At("ca.crt"),
        name);

    /// <returns>Name of the client that the server saw.</returns>
    private static async Task<string> Handshake(X509Certificate2 server, string serverTrusts, X509Certificate2 client, string clientTrusts, string name)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var calling = new TcpClient();
        Task connecting = calling.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        using TcpClient called = await listener.AcceptTcpClientAsync();
        await connecting;
        await using var serverStream = new SslStream(called.GetStream());
        await using var clientStream = new SslStream(calling.GetStream());
        Task serving = serverStream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = server,
            ClientCertificateRequired = true,
            CertificateChainPolicy = Policy(serverTrusts),
        });
        try
        {
            await clientStream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = name,
                ClientCertificates = [client],
                CertificateChainPolicy = Policy(clientTrusts),
            });
            await serving;
            return serverStream.RemoteCertificate!.Subject;
        }
        finally
        {
            calling.Close();
            await serving.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static X509ChainPolicy Policy(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
