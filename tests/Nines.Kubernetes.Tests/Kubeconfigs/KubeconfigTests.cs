using Nines.Kubernetes.Kubeconfigs;
using Nines.Testing.Processes;
using Nines.Testing.Tls;
using Nines.Text;

namespace Nines.Kubernetes.Tests.Kubeconfigs;

/// <summary>Kubeconfig files become a connection, or a list of all that is wrong with them.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_context_selects_its_cluster_and_its_user()
    {
        _folder.Write("config", Config("https://one:6443", "token: secret-1", "namespace: shop"));

        ClusterConnection connection = Find("config").Value!;

        connection.Server.ShouldBe(new Uri("https://one:6443/"));
        connection.Token.ShouldBe("secret-1");
        connection.Context.ShouldBe("ctx");
        connection.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void The_first_file_with_an_entry_wins_and_missing_files_are_skipped()
    {
        string first = _folder.Write("a", Config("https://first", "token: t1", ""));
        string second = _folder.Write("b", Config("https://second", "token: t2", "").Replace("current-context: ctx", "current-context: other")
            + """
              - name: other
                context: {cluster: cl, user: us}

              """.ReplaceLineEndings("\n"));
        KubeEnvironment environment = Environment(("KUBECONFIG", string.Join(Path.PathSeparator, _folder.File("none"), first, second)));

        Kubeconfig merged = KubeconfigFiles.Read(null, environment).Value!;

        merged.Clusters["cl"].Server!.Value.ShouldBe("https://first");
        merged.Users["us"].Token!.Value.ShouldBe("t1");
        merged.CurrentContext.ShouldBe("ctx");
    }

    [Fact]
    public void Without_KUBECONFIG_the_file_in_the_home_folder_is_read()
    {
        _folder.Write(".kube/config", Config("https://home", "token: t", ""));

        ConnectionSource.Find(null, new ConnectionChoice(), Environment(("HOME", _folder.Path))).Value!.Server.Host.ShouldBe("home");
    }

    [Fact]
    public void Relative_paths_start_at_the_file_that_has_them()
    {
        using var authority = new TestAuthority();
        (string certificate, string key) = authority.Issue("anna", TestAuthority.ForClients);
        _folder.Write("deep/pki/ca.crt", authority.CertificatePem);
        _folder.Write("deep/pki/anna.crt", certificate);
        _folder.Write("deep/pki/anna.key", key);
        _folder.Write("deep/config", Config("https://x\n    certificate-authority: pki/ca.crt", "client-certificate: pki/anna.crt\n    client-key: pki/anna.key", ""));

        ClusterConnection connection = Find("deep/config").Value!;

        connection.CertificateAuthority.ShouldBe(authority.CertificatePem);
        connection.ClientCertificate.ShouldBe(new ClientCertificatePem(certificate, key));
    }

    [Fact]
    public void Data_takes_precedence_over_files()
    {
        using var authority = new TestAuthority();
        string data = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority.CertificatePem));
        _folder.Write("config", Config($"https://x\n    certificate-authority: gone.crt\n    certificate-authority-data: {data}", "token: t", ""));

        Find("config").Value!.CertificateAuthority.ShouldBe(authority.CertificatePem);
    }

    [Fact]
    public void All_errors_of_a_file_are_reported_at_once_with_positions()
    {
        string file = _folder.Write("config", """
            apiVersion: v1
            kind: Config
            clusters:
            - name: cl
              cluster:
                server: https://x
                insecure-skip-tls-verify: maybe
                certificate-authority-data: "%%"
            - name: cl
              cluster: {server: https://y}
            users:
            - name: us
              user:
                exec: {command: kubelogin, apiVersion: client.authentication.k8s.io/v1alpha1}
            contexts:
            - name: ctx
            current-context: ctx

            """);

        string[] faults = [.. KubeconfigFiles.Read(file, Environment()).Diagnostics.Select(fault => fault.ToString())];

        faults.Length.ShouldBe(5);
        faults[0].ShouldBe($"{file}:7:31: 'insecure-skip-tls-verify' is 'maybe'; expected true or false.");
        faults[1].ShouldStartWith($"{file}:8:33: 'certificate-authority-data' is not base64.");
        faults[2].ShouldStartWith($"{file}:9:9: 'cl' stands twice in 'clusters'.");
        faults[3].ShouldContain("apiVersion is 'client.authentication.k8s.io/v1alpha1'; expected client.authentication.k8s.io/v1 or");
        faults[4].ShouldBe($"{file}:16:3: 'ctx' in 'contexts' has no 'context'.");
    }

    [Fact]
    public void Unknown_names_are_reported_with_the_nearest_ones()
    {
        string file = _folder.Write("config", """
            clusters: [{name: production, cluster: {server: "ftp://x"}}]
            users: [{name: admin, user: {username: a, password: top-secret}}]
            contexts: [{name: ctx, context: {cluster: producton, user: admin}}]

            """);

        Find("config", new ConnectionChoice(Context: "ctx")).Diagnostics.Select(fault => fault.ToString()).ShouldBe(
        [
            $"{file}:3:43: there is no cluster 'producton'. Did you mean 'production'?",
            $"{file}:2:40: the user has a user name and password, which no kube-apiserver since 1.19 accepts. Use a client certificate, a token or an exec plugin.",
        ]);
        Find("config", new ConnectionChoice(Context: "ctz")).Diagnostics.Single().ToString().ShouldBe($"{file}: there is no context 'ctz'. Did you mean 'ctx'?");
        Find("config", new ConnectionChoice("ctx", Cluster: "production", User: "admin")).Diagnostics.Length.ShouldBe(2);
    }

    [Fact]
    public void An_auth_provider_is_refused_with_the_way_out()
    {
        _folder.Write("config", Config("https://x", "auth-provider: {name: azure, config: {access-token: hidden}}", ""));

        string fault = Find("config").Diagnostics.Single().ToString();

        fault.ShouldContain("auth-provider 'azure'");
        fault.ShouldContain("kubelogin convert-kubeconfig");
        fault.ShouldNotContain("hidden");
    }

    [Fact]
    public void A_missing_kubeconfig_is_reported_with_a_fix() =>
        ConnectionSource.Find(null, new ConnectionChoice(), Environment(("HOME", _folder.Path))).Diagnostics.Single().Hint!.ShouldContain("az aks get-credentials");

    [Fact]
    public void A_named_file_must_be_there() =>
        ConnectionSource.Find(_folder.File("none"), new ConnectionChoice(), Environment()).Diagnostics.Single().Message.ShouldContain("cannot be read");

    [Fact]
    public void A_pod_finds_its_own_cluster()
    {
        using var authority = new TestAuthority();
        _folder.Write("sa/ca.crt", authority.CertificatePem);
        _folder.Write("sa/token", "pod-token");
        KubeEnvironment environment = Environment(("KUBERNETES_SERVICE_HOST", "fd00::1"), ("KUBERNETES_SERVICE_PORT", "6443"))
            with { ServiceAccountFolder = _folder.File("sa") };

        ClusterConnection connection = ConnectionSource.Find(null, new ConnectionChoice(), environment).Value!;

        connection.Server.ShouldBe(new Uri("https://[fd00::1]:6443/"));
        connection.TokenFile.ShouldBe(_folder.File("sa/token"));
    }

    [Fact]
    public void An_exec_plugin_keeps_its_arguments_environment_and_cluster_config()
    {
        _folder.Write("config", Config(
            "https://x\n    extensions:\n    - name: client.authentication.k8s.io/exec\n      extension: {audience: a, n: 3, deep: [true]}",
            "exec:\n      command: ./plugin\n      apiVersion: client.authentication.k8s.io/v1\n      interactiveMode: Never\n      provideClusterInfo: true\n      args: [get-token, \"1\"]\n      env: [{name: A, value: b}]",
            "cluster: cl"));

        ClusterConnection connection = Find("config").Value!;

        connection.Exec!.Command.ShouldBe(_folder.File("plugin"));
        connection.Exec.Arguments.ShouldBe(["get-token", "1"]);
        connection.Exec.Environment.ShouldBe([KeyValuePair.Create("A", "b")]);
        connection.Exec.Interactive.ShouldBe(ExecInteractive.Never);
        connection.ExecConfig.ShouldBe("""{"audience":"a","n":3,"deep":[true]}""");
    }

    private static KubeEnvironment Environment(params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(variable => variable.Name, variable => variable.Value));

    private static string Config(string server, string user, string context) => $$"""
        apiVersion: v1
        kind: Config
        current-context: ctx
        clusters:
        - name: cl
          cluster:
            server: {{server}}
        users:
        - name: us
          user:
            {{user}}
        contexts:
        - name: ctx
          context:
            {{(context.StartsWith("cluster", StringComparison.Ordinal) ? "" : "cluster: cl")}}
            user: us
            {{context}}

        """;

    private ReadResult<ClusterConnection> Find(string file, ConnectionChoice? choice = null) =>
        ConnectionSource.Find(_folder.File(file), choice ?? new ConnectionChoice(), Environment());
}
