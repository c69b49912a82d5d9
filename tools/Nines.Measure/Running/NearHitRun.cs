using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Nines.Measure.Running;

/// <summary>
/// Counts the files between a review and its answer when the near cache has it. A guard with Redis answers one miss, and then so many hits
/// that the runtime compiles their methods again, as it does with methods that are called often: those are the ones that a hit runs.
/// </summary>
internal static class NearHitRun
{
    private const int Hits = MeasuredProgram.Often + 50;
    private const string Resource =
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/measure/providers/Microsoft.ContainerService/managedClusters/measure";

    private const string Review = """
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{"creationTimestamp":null},"spec":{"resourceAttributes":{"namespace":"dev","verb":"get","version":"v1","resource":"pods","name":"web"},"user":"developer@example.com","groups":["6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0001","system:authenticated"],"extra":{"oid":["7d0c53b1-9c1e-4f0e-8a57-000000000001"]},"uid":"7d0c53b1-9c1e-4f0e-8a57-000000000001"},"status":{"allowed":false}}
        """;

    // Longer than the runtime waits for a quiet moment before it compiles again.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task<ImmutableSortedSet<string>?> MeasureAsync(MeasuredProgram program)
    {
        using var folder = new TemporaryFolder();
        int port = FreePort(), redisPort = FreePort();
        using Process? redis = StartRedis(folder, redisPort);
        if (redis is null)
        {
            return null;
        }

        await using var azure = new AllowingAzure(FreePort());
        try
        {
            foreach (string[] arguments in new string[][]
            {
                ["ca"], ["server", "--dns", "localhost", "--ip", "127.0.0.1"], ["client"], ["keys"],
            })
            {
                using Process init = program.Start(folder, recorded: false, ["guard", "init", .. arguments, "--out", folder.Path]);
                await init.WaitForExitAsync();
            }

            using Process guard = program.Start(
                folder,
                recorded: true,
                "guard", "serve", "--listen", $"127.0.0.1:{port}", "--operations-listen", "127.0.0.1:0",
                "--tls-certificate", folder.File("server.crt"), "--tls-key", folder.File("server.key"), "--tls-client-ca", folder.File("ca.crt"),
                "--azure-resource-id", Resource, "--azure-management-endpoint", azure.Address,
                "--azure-credential", "managed-identity", "--azure-identity-endpoint", $"{azure.Address}/token",
                "--cache-store", "redis", "--cache-redis-addresses", $"127.0.0.1:{redisPort}", "--cache-key-file", folder.File("cache.keys"));
            try
            {
                long counted = await AskAsync(folder, port);
                await StopAsync(guard);
                return program.Files(CompiledMethod.Read(folder.File("methods")).Where(method => method.IsHot && method.Time >= counted));
            }
            finally
            {
                Kill(guard);
            }
        }
        finally
        {
            Kill(redis);
        }
    }

    // Returns when counting began, in Unix milliseconds.
    private static async Task<long> AskAsync(TemporaryFolder folder, int port)
    {
        using HttpClient client = Client(folder, port);
        long started = TimeProvider.System.GetTimestamp();
        while (await SourceAsync(client) is null)
        {
            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
            {
                throw new TimeoutException("The guard gave no answer in a minute.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        // The first hits run what only hits run; then nothing is left to compile for the first time.
        for (int warm = 0; warm < 5; warm++)
        {
            await SourceAsync(client);
        }

        await Task.Delay(s_quiet);
        long counted = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (int round = 0; round < 2; round++)
        {
            for (int hit = 0; hit < Hits; hit++)
            {
                if (await SourceAsync(client) is not "near-cache" and var source)
                {
                    throw new InvalidOperationException($"A review that should come from the near cache came from '{source}'.");
                }
            }

            await Task.Delay(s_quiet);
        }

        return counted;
    }

    private static async Task<string?> SourceAsync(HttpClient client)
    {
        try
        {
            using var content = new StringContent(Review, null, "application/json");
            using HttpResponseMessage response = await client.PostAsync(new Uri("/subjectaccessreviews", UriKind.Relative), content);
            return response.StatusCode == HttpStatusCode.OK ? response.Headers.GetValues("x-nines-source").First() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static HttpClient Client(TemporaryFolder folder, int port)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(folder.File("ca.crt"));
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPemFile(folder.File("client.crt"), folder.File("client.key")), null, offline: true),
            },
        })
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}")),
        };
    }

    private static Process? StartRedis(TemporaryFolder folder, int port)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(
                "redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.Path, "--logfile", "redis.log"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // An orderly end, which lets the hook write what it has.
    private static async Task StopAsync(Process process)
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(s_patience).Token);
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
