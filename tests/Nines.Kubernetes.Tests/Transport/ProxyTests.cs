using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;
using Nines.Testing.Processes;

namespace Nines.Kubernetes.Tests.Transport;

/// <summary>Who leads to the server, and what it may say.</summary>
public sealed class ProxyTests
{
    private static readonly KubernetesRequest s_ask = new(HttpMethod.Get, "api", "get", "/api");

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_go_through_a_tunnel_with_the_password_of_the_proxy(bool isOfTheCluster)
    {
        using var chain = new CertificateChain();
        await using FakeApiServer server = await FakeApiServer.StartAsync(tls: chain.Server());
        await using var proxy = new TunnelProxy("anna", "p@ss-s3cr3t", server.Address.Port);
        var address = new Uri($"http://anna:p%40ss-s3cr3t@127.0.0.1:{proxy.Port}");

        // Only the proxy knows where this name leads.
        ClusterConnection connection = new("c", new Uri("https://api.example:6443/"))
        {
            CertificateAuthority = chain.RootPem,
            TlsServerName = "localhost",
            Token = "s3cr3t-token",
            Proxy = isOfTheCluster ? address : null,
        };
        var environment = new KubeEnvironment(isOfTheCluster ? [] : new Dictionary<string, string> { ["HTTPS_PROXY"] = address.OriginalString });
        using var transport = new KubernetesTransport(connection, environment, TransportOptions.Default, ExecOptions.Default, TimeProvider.System);

        (await transport.ReadAsync(s_ask, Cancel)).ShouldNotBeEmpty();
        proxy.Asked.ShouldContain("api.example:6443");
        proxy.Seen.ShouldNotContain("s3cr3t-token");
    }

    [Fact]
    public async Task A_refusing_proxy_is_reported_without_its_password()
    {
        await using var proxy = new TunnelProxy("anna", "other", 1);
        var connection = new ClusterConnection("c", new Uri("https://api.example:6443/")) { Proxy = new Uri($"http://anna:s3cr3t@127.0.0.1:{proxy.Port}") };
        using var transport = new KubernetesTransport(
            connection, new KubeEnvironment(new Dictionary<string, string>()), new TransportOptions { Attempts = 1 }, ExecOptions.Default, TimeProvider.System);

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => transport.ReadAsync(s_ask, Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Unreachable);
        failure.Message.ShouldContain("407");
        failure.Message.ShouldContain("Check proxy-url, HTTPS_PROXY and NO_PROXY.");
        failure.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task An_unreachable_proxy_is_reported()
    {
        var connection = new ClusterConnection("c", new Uri("https://api.example:6443/")) { Proxy = new Uri($"http://127.0.0.1:{FreePorts.Next()}") };
        using var transport = new KubernetesTransport(
            connection, new KubeEnvironment(new Dictionary<string, string>()), new TransportOptions { Attempts = 1 }, ExecOptions.Default, TimeProvider.System);

        (await Should.ThrowAsync<KubernetesException>(() => transport.ReadAsync(s_ask, Cancel))).Kind.ShouldBe(KubernetesErrorKind.Unreachable);
    }

    [Theory]
    [InlineData("https://api.example:443/", "", true)]
    [InlineData("https://api.example:443/", "example", false)]
    [InlineData("https://api.example:443/", ".example", false)]
    [InlineData("https://api.example:443/", "other, api.example:8443", true)]
    [InlineData("https://api.example:443/", "api.example:443", false)]
    [InlineData("https://badexample/", "example", true)]
    [InlineData("https://example/", ".example", true)]
    [InlineData("https://10.1.2.3/", "10.0.0.0/8", false)]
    [InlineData("https://11.1.2.3/", "10.0.0.0/8", true)]
    [InlineData("https://10.1.2.3/", "10.1.2.3", false)]
    [InlineData("https://api.example/", "*", false)]
    [InlineData("https://127.0.0.1/", "", false)]
    [InlineData("https://localhost/", "", false)]
    public void Proxies_are_passed_by_as_Go_does(string address, string exceptions, bool isProxied)
    {
        var environment = new KubeEnvironment(new Dictionary<string, string> { ["HTTPS_PROXY"] = "proxy:3128", ["NO_PROXY"] = exceptions });

        new ProxyRules(null, environment).GetProxy(new Uri(address)).ShouldBe(isProxied ? new Uri("http://proxy:3128") : null);
        environment = new KubeEnvironment(new Dictionary<string, string> { ["https_proxy"] = "http://a:b@proxy:3128/", ["no_proxy"] = exceptions });
        new ProxyRules(null, environment).GetProxy(new Uri(address)).ShouldBe(isProxied ? new Uri("http://proxy:3128") : null);
        new ProxyRules(new Uri("http://own:1"), environment).GetProxy(new Uri(address)).ShouldBe(new Uri("http://own:1"));
    }
}
