using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Guard;

/// <summary>How verbs reach running replicas: over the same mutual TLS as kube-apiserver.</summary>
internal sealed class ReplicaOptions
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int MostReplicas = 100;

    private readonly Option<string[]> _servers = new("--server", "-s")
    {
        Description = "A replica, or a name that stands for several (such as that of a headless service): each of its addresses is asked.",
        HelpName = "https://HOST:PORT",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<FileInfo> _authority = Existing("--ca", "The authorities of the guard's certificate, PEM.");
    private readonly Option<FileInfo> _certificate = Existing("--certificate", "A client certificate of the guard's authority, PEM.");
    private readonly Option<FileInfo> _key = Existing("--key", "Its private key, PEM.");
    private readonly Option<string?> _name = new("--tls-server-name") { Description = "The name in the guard's certificate, when --server is an address.", HelpName = "NAME" };
    private readonly Option<TimeSpan> _timeout = OptionKinds.Duration(
        "--timeout", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "How long each replica is waited for.");

    public void AddTo(Command command)
    {
        command.Add(_servers);
        command.Add(_authority);
        command.Add(_certificate);
        command.Add(_key);
        command.Add(_name);
        command.Add(_timeout);
        command.Validators.Add(result =>
        {
            foreach (string server in result.GetValue(_servers) ?? [])
            {
                if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps || uri.PathAndQuery != "/")
                {
                    result.AddError($"--server is '{server}'; expected https://HOST:PORT.");
                }
            }
        });
    }

    /// <summary>Asks every replica at once.</summary>
    public async Task<ImmutableArray<ReplicaAnswer>> AskAsync(ParseResult parsed, HttpMethod method, string path, CancellationToken cancellation)
    {
        (X509Certificate2Collection authorities, X509Certificate2 own) = Read(
            parsed.GetValue(_authority)!.FullName, parsed.GetValue(_certificate)!.FullName, parsed.GetValue(_key)!.FullName);
        using X509Certificate2 shown = own;
        TimeSpan timeout = parsed.GetValue(_timeout);
        List<ReplicaAnswer> unresolved = [];
        List<(Uri Server, IPAddress Address)> replicas = [];
        foreach (Uri server in parsed.GetValue(_servers)!.Select(text => new Uri(text)))
        {
            try
            {
                IPAddress[] addresses = await Dns.GetHostAddressesAsync(server.IdnHost, cancellation).WaitAsync(timeout, cancellation);

                // A host with addresses of both families is one replica all the same.
                AddressFamily family = addresses.Any(address => address.AddressFamily == AddressFamily.InterNetwork) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                replicas.AddRange(addresses.Where(address => address.AddressFamily == family).Order(Comparer<IPAddress>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()))).Select(address => (server, address)));
            }
            catch (Exception exception) when (exception is SocketException or TimeoutException)
            {
                unresolved.Add(new ReplicaAnswer(server.ToString(), 0, "", exception.Message));
            }
        }

        ReplicaAnswer[] answers = await Task.WhenAll(replicas.Distinct().Take(MostReplicas).Select(
            replica => AskAsync(replica.Server, replica.Address, parsed.GetValue(_name), authorities, own, timeout, method, path, cancellation)));
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
                : throw new IOException($"{authority} holds no certificate; expected those of the authorities, PEM.");
        }
        catch (CryptographicException exception)
        {
            throw new IOException($"{certificate} and {key} are no certificate with its key, or {authority} holds none; expected PEM, not encrypted: {exception.Message}", exception);
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

    private static Option<FileInfo> Existing(string name, string description)
    {
        var option = new Option<FileInfo>(name) { Description = description, HelpName = "FILE", Required = true };
        option.AcceptExistingOnly();
        return option;
    }
}

/// <param name="Status">Zero when there was no answer.</param>
/// <param name="Why">Why there was none; null when there was.</param>
internal sealed record ReplicaAnswer(string Address, int Status, string Body, string? Why);
