using Nines.Kubernetes.Clients;
using Nines.Kubernetes.Kubeconfigs;
using Nines.Kubernetes.Tests.Fake;
using Nines.Kubernetes.Transport;
using Nines.Testing;
using Nines.Testing.Processes;
using Nines.Testing.Tls;
using Nines.Text;

namespace Nines.Kubernetes.Tests.Transport;

/// <summary>Exec plugins are real programs here: small shell scripts.</summary>
public sealed class ExecTests : IDisposable
{
    private const string Version = "client.authentication.k8s.io/v1";

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    private static CancellationToken Cancel => TestLimit.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_ends()
    {
        using ExecCredentials source = Source($$$"""
            echo run >> "{{{_folder.File("runs")}}}"
            n=$(wc -l < "{{{_folder.File("runs")}}}" | tr -d ' ')
            echo '{"apiVersion":"{{{Version}}}","kind":"ExecCredential","status":{"token":"t'$n'","expirationTimestamp":"2030-01-01T01:00:00Z"}}'
            """);

        (await source.GetAsync(Cancel)).Token.ShouldBe("t1");
        _clock.Advance(TimeSpan.FromMinutes(59));
        Credential first = await source.GetAsync(Cancel);
        first.Token.ShouldBe("t1");
        _clock.Advance(TimeSpan.FromSeconds(40));
        Credential second = await source.GetAsync(Cancel);
        second.Token.ShouldBe("t2");

        // One that is refused is renewed; a refusal that comes late, of the one before, is not.
        source.Refused(first).ShouldBeTrue();
        source.Refused(second).ShouldBeTrue();
        (await source.GetAsync(Cancel)).Token.ShouldBe("t3");
    }

    [Fact]
    public async Task The_plugin_gets_its_arguments_its_environment_and_the_cluster()
    {
        using ExecCredentials source = Source(
            $$$"""
            printf '%s|%s|%s' "$1" "$OWN" "$KUBERNETES_EXEC_INFO" > "{{{_folder.File("seen")}}}"
            echo '{"apiVersion":"{{{Version}}}","kind":"ExecCredential","status":{"token":"t"}}'
            """,
            entry => entry with { ProvideClusterInfo = true, Arguments = ["get token"], Environment = [KeyValuePair.Create("OWN", "o")] });

        await source.GetAsync(Cancel);

        (await File.ReadAllTextAsync(_folder.File("seen"), Cancel)).ShouldBe(
            "get token|o|{\"apiVersion\":\"" + Version + "\",\"kind\":\"ExecCredential\",\"spec\":{\"cluster\":{\"server\":\"https://x:1\",\"tls-server-name\":\"name\",\"config\":{\"a\":1}},\"interactive\":false}}");
    }

    [Fact]
    public async Task A_certificate_of_a_plugin_is_used()
    {
        using var authority = new TestAuthority();
        (string certificate, string key) = authority.Issue("anna", TestAuthority.ForClients);
        string json = System.Text.Json.JsonSerializer.Serialize(certificate);
        string keyJson = System.Text.Json.JsonSerializer.Serialize(key);
        _folder.Write("answer", $$$"""{"apiVersion":"{{{Version}}}","kind":"ExecCredential","status":{"clientCertificateData":{{{json}}},"clientKeyData":{{{keyJson}}} }}""");
        using ExecCredentials source = Source($"cat '{_folder.File("answer")}'");

        Credential credential = await source.GetAsync(Cancel);

        credential.Certificate!.Subject.ShouldBe("CN=anna");
        credential.Certificate.HasPrivateKey.ShouldBeTrue();
    }

    [Theory]
    [InlineData("echo 'AADSTS700082: log in again' >&2; echo eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9s3cr3t >&2; exit 3", "failed with exit code 3: AADSTS700082: log in again (removed)")]
    [InlineData("echo nonsense", "wrote no JSON")]
    [InlineData("""echo '{"kind":"Pod"}'""", "wrote no ExecCredential")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"s3cr3t"}}'""", "another apiVersion")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}'""", "neither a token nor a certificate")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"s3cr3t"}}'""", "only one of")]
    [InlineData("head -c 3000000 /dev/zero", "more than 1048576 bytes")]
    public async Task A_failing_plugin_is_reported_without_secrets(string script, string told)
    {
        using ExecCredentials source = Source(script, entry => entry with { InstallHint = "hint: install it" });

        KubernetesException failure = await Should.ThrowAsync<KubernetesException>(async () => await source.GetAsync(Cancel));

        failure.Kind.ShouldBe(KubernetesErrorKind.Credentials);
        failure.Message.ShouldStartWith("config:3:5: the exec plugin '");
        failure.Message.ShouldContain(told);
        failure.Message.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task A_missing_plugin_is_reported_with_its_hint()
    {
        using ExecCredentials source = Source("", entry => entry with { Command = "no-such-kubelogin", InstallHint = "See https://aka.ms/aks/kubelogin" });

        (await Should.ThrowAsync<KubernetesException>(async () => await source.GetAsync(Cancel))).Message
            .ShouldBe("config:3:5: the exec plugin 'no-such-kubelogin' is not on this machine. See https://aka.ms/aks/kubelogin");
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_ended_with_its_children()
    {
        using ExecCredentials source = Source($"echo $$ > '{_folder.File("pid")}'; sleep 1000");
        Task<Credential> asked = source.GetAsync(Cancel).AsTask();
        while (!File.Exists(_folder.File("pid")) || new FileInfo(_folder.File("pid")).Length == 0)
        {
            await Task.Delay(5, Cancel);
        }

        _clock.Advance(TimeSpan.FromMinutes(4));

        (await Should.ThrowAsync<KubernetesException>(() => asked)).Message.ShouldContain("did not end within 180 s");
        int pid = int.Parse(await File.ReadAllTextAsync(_folder.File("pid"), Cancel));
        while (Directory.Exists($"/proc/{pid}") && !(await File.ReadAllTextAsync($"/proc/{pid}/stat", Cancel)).Contains(") Z", StringComparison.Ordinal))
        {
            await Task.Delay(5, Cancel);
        }
    }

    [Fact]
    public async Task An_interactive_plugin_is_refused()
    {
        using ExecCredentials source = Source("", entry => entry with { Interactive = ExecInteractive.Always });

        (await Should.ThrowAsync<KubernetesException>(async () => await source.GetAsync(Cancel))).Message.ShouldContain("interactiveMode: Always");
    }

    [Fact]
    public async Task A_token_file_is_read_again()
    {
        string file = _folder.Write("token", "one\n");
        var source = new TokenFileCredentials(file, "fallback", null, _clock);

        Credential first = await source.GetAsync(Cancel);
        first.Token.ShouldBe("one");
        _folder.Write("token", "two");
        (await source.GetAsync(Cancel)).Token.ShouldBe("one");
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await source.GetAsync(Cancel)).Token.ShouldBe("two");
        _folder.Write("token", "three");
        source.Refused(first).ShouldBeTrue();
        (await source.GetAsync(Cancel)).Token.ShouldBe("three");
        File.Delete(file);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await source.GetAsync(Cancel)).Token.ShouldBe("three");
        (await new TokenFileCredentials(file, "fallback", null, _clock).GetAsync(Cancel)).Token.ShouldBe("fallback");
    }

    [Fact]
    public async Task A_plugin_that_fills_one_output_is_ended_although_the_other_is_open()
    {
        using ExecCredentials source = Source("head -c 3000000 /dev/zero; sleep 1000");

        (await Should.ThrowAsync<KubernetesException>(async () => await source.GetAsync(Cancel))).Message.ShouldContain("more than 1048576 bytes");
    }

    [Fact]
    public async Task A_plugin_that_complains_without_end_is_still_read()
    {
        using ExecCredentials source = Source("head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; " + Answer("t"));

        (await source.GetAsync(Cancel)).Token.ShouldBe("t");
    }

    [Fact]
    public async Task The_standard_input_of_a_plugin_is_closed()
    {
        using ExecCredentials source = Source("if read -r line; then exit 9; fi; " + Answer("t"));

        (await source.GetAsync(Cancel)).Token.ShouldBe("t");
    }

    [Fact]
    public async Task Messages_of_a_plugin_are_shown_without_control_characters()
    {
        List<string> told = [];
        using ExecCredentials source = Source(
            "printf 'open https://microsoft.com/devicelogin\\nand enter \\033[31mABCD\\n' >&2; " + Answer("t"), options: ExecOptions.Default with { Notice = told.Add });

        await source.GetAsync(Cancel);

        told.ShouldBe(["open https://microsoft.com/devicelogin", "and enter \\u001b[31mABCD"]);
    }

    [Fact]
    public async Task Who_cancels_does_not_wait_for_a_plugin()
    {
        using ExecCredentials source = Source($"echo $$ > '{_folder.File("pid")}'; sleep 1000");
        using var stop = new CancellationTokenSource();
        Task<Credential> asked = source.GetAsync(stop.Token).AsTask();
        while (!File.Exists(_folder.File("pid")))
        {
            await Task.Delay(5, Cancel);
        }

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Concurrent_requests_run_the_plugin_once()
    {
        using ExecCredentials source = Source($"echo run >> '{_folder.File("runs")}'; " + Answer("t"));

        Credential[] all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.GetAsync(Cancel).AsTask()));

        all.ShouldAllBe(credential => credential.Token == "t");
        (await File.ReadAllLinesAsync(_folder.File("runs"), Cancel)).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("t2", 2)]
    [InlineData("none", 2)]
    public async Task A_token_that_is_refused_is_renewed_once(string accepted, int runs)
    {
        List<string> seen = [];
        await using FakeApiServer server = await FakeApiServer.StartAsync(context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return seen[^1] == "Bearer " + accepted ? FakeApiServer.Json(context, "{}") : FakeApiServer.Status(context, 401, "Unauthorized", "Unauthorized");
        });
        string script = $"echo run >> '{_folder.File("runs")}'; n=$(wc -l < '{_folder.File("runs")}' | tr -d ' '); " + Answer("t'$n'");
        using KubernetesClient client = server.Client(change: connection => connection with { Token = null, Exec = Entry(script) });
        var ask = new KubernetesRequest(HttpMethod.Get, "x", "get", "/x");

        if (accepted == "none")
        {
            KubernetesException failure = await Should.ThrowAsync<KubernetesException>(() => client.Transport.ReadAsync(ask, Cancel));
            failure.Kind.ShouldBe(KubernetesErrorKind.Unauthorized);
            failure.Message.ShouldNotContain("t2");
        }
        else
        {
            await client.Transport.ReadAsync(ask, Cancel);
            await client.Transport.ReadAsync(ask, Cancel);
        }

        (await File.ReadAllLinesAsync(_folder.File("runs"), Cancel)).Length.ShouldBe(runs);
        seen[..2].ShouldBe(["Bearer t1", "Bearer t2"]);
    }

    private static string Answer(string token) => """echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"$"}}'""".Replace("$", token, StringComparison.Ordinal);

    private ExecEntry Entry(string script) =>
        new(new SourcePosition("config", 3, 5), "/bin/sh", [_folder.Write("plugin.sh", "set -eu\nPATH=/usr/bin:/bin\n" + script + "\n")], [], Version, null, false, ExecInteractive.Never);

    private ExecCredentials Source(string script, Func<ExecEntry, ExecEntry>? change = null, ExecOptions? options = null)
    {
        ExecEntry plain = Entry(script);
        ExecEntry entry = (change ?? (same => same))(plain with { Arguments = [] });
        entry = entry with { Arguments = [.. plain.Arguments, .. entry.Arguments] };
        var connection = new ClusterConnection("c", new Uri("https://x:1/")) { Exec = entry, TlsServerName = "name", ExecConfig = """{"a":1}""" };
        var environment = new KubeEnvironment(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });
        return new ExecCredentials(connection, environment, options ?? ExecOptions.Default, _clock);
    }
}
