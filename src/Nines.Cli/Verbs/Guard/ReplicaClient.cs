using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard;

/// <summary>Asks running replicas, over the same mutual TLS as kube-apiserver.</summary>
internal static class ReplicaClient
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int MaxReplicas = 100;

    /// <summary>Asks every replica at once.</summary>
    public static async Task<ImmutableArray<ReplicaAnswer>> AskAsync(ReplicaSelection replicas, HttpMethod method, string path, CancellationToken cancellation)
    {
        (X509Certificate2Collection authorities, X509Certificate2 own) = Read(
            replicas.Authority, replicas.Certificate, replicas.Key);
        using X509Certificate2 shown = own;
        TimeSpan timeout = replicas.Timeout;
        List<ReplicaAnswer> unresolved = [];
        List<(Uri Server, IPAddress Address)> found = [];
        foreach (Uri server in replicas.Servers)
        {
            try
            {
                IPAddress[] addresses = await Dns.GetHostAddressesAsync(server.IdnHost, cancellation).WaitAsync(timeout, cancellation);

                // A host with addresses of both families is one replica all the same.
                AddressFamily family = addresses.Any(address => address.AddressFamily == AddressFamily.InterNetwork) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                found.AddRange(addresses.Where(address => address.AddressFamily == family).Order(Comparer<IPAddress>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()))).Select(address => (server, address)));
            }
            catch (Exception exception) when (exception is SocketException or TimeoutException)
            {
                unresolved.Add(new ReplicaAnswer(server.ToString(), 0, "", exception.Message));
            }
        }

        ReplicaAnswer[] answers = await Task.WhenAll(found.Distinct().Take(MaxReplicas).Select(
            replica => AskAsync(replica.Server, replica.Address, replicas.TlsServerName, authorities, own, timeout, method, path, cancellation)));
        return [.. answers, .. unresolved];
    }

    private static (X509Certificate2Collection Authorities, X509Certificate2 Own) Read(string authority, string certificate, string key)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authority);
            return authorities.Count > 0
                ? (authorities, X509Certificate2.CreateFromPemFile(certificate, key))
                : throw new InputException($"{authority} contains no certificate; expected those of the authorities, PEM.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string missing = ((string[])[authority, certificate, key]).FirstOrDefault(path => !File.Exists(path)) is { } path ? $"'{path}'" : "one of them";
            throw new InputException($"--ca, --certificate and --key: {missing} cannot be read: {FileErrors.Describe(exception)}", exception);
        }
        catch (CryptographicException exception)
        {
            throw new InputException($"{certificate} and {key} are not a certificate with its key, or {authority} contains none; expected PEM, not encrypted: {exception.Message}", exception);
        }
    }

    private static async Task<ReplicaAnswer> AskAsync(
        Uri server, IPAddress address, string? name, X509Certificate2Collection authorities, X509Certificate2 own, TimeSpan timeout,
        HttpMethod method, string path, CancellationToken cancellation)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            MaxResponseDrainSize = 0,
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(address, server.Port, stop);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = name ?? server.IdnHost,
                CertificateChainPolicy = policy,
                ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
            },
        };
        using var client = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = 1 << 20 };
        string where = $"{address}:{server.Port}";
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(server, path));
            using HttpResponseMessage response = await client.SendAsync(request, cancellation);
            return new ReplicaAnswer(where, (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), null);
        }
        // The framework does not wrap the reset of a connection that has only just been made.
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return new ReplicaAnswer(where, 0, "", exception.InnerException?.Message ?? exception.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ReplicaAnswer(where, 0, "", $"no answer within {timeout.TotalSeconds:0.#} s");
        }
    }
}

/// <summary>Answer of one replica.</summary>
/// <param name="Status">Zero when there was no answer.</param>
/// <param name="Why">Reason why there was no answer; null when there was.</param>
internal sealed record ReplicaAnswer(string Address, int Status, string Body, string? Why);
