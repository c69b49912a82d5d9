using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Kubernetes.Kubeconfigs;

/// <summary>Reads one kubeconfig file, and says everything that is wrong with it at once. No fault quotes a secret.</summary>
public static class KubeconfigReader
{
    private const string AuthenticationGroup = "client.authentication.k8s.io/";

    private static readonly ImmutableArray<string> s_execVersions = [AuthenticationGroup + "v1", AuthenticationGroup + "v1beta1"];

    /// <param name="document">As Nines.Yaml reads it.</param>
    /// <param name="folder">Of the file, absolute: relative paths in it start there.</param>
    public static ReadResult<Kubeconfig> Read(DocumentNode document, string folder)
    {
        ArgumentNullException.ThrowIfNull(document);
        var faults = new List<Diagnostic>();
        if (document is ScalarNode { IsQuoted: false, Value: "" or "null" or "~" })
        {
            return ReadResult.Of(Kubeconfig.Empty);
        }

        if (document is not MappingNode root)
        {
            return ReadResult.Failed<Kubeconfig>(new Diagnostic(document.Position, "expected a kubeconfig: a mapping with clusters, users and contexts."));
        }

        var fields = new KubeconfigFields(root, folder, faults);
        if (fields.Text("kind") is { } kind && kind.Value != "Config")
        {
            faults.Add(new Diagnostic(kind.Position, $"the kind is '{KubeconfigFields.Short(kind.Value)}'; expected Config.", "Is this a manifest?"));
        }

        var config = new Kubeconfig(
            Named(fields, "clusters", "cluster", ReadCluster, faults),
            Named(fields, "users", "user", ReadUser, faults),
            Named(fields, "contexts", "context", ReadContext, faults),
            fields.Text("current-context")?.Value);
        return faults.Count == 0
            ? ReadResult.Of(config)
            : ReadResult.Failed<Kubeconfig>([.. faults.OrderBy(fault => (fault.Position.Line, fault.Position.Column))]);
    }

    private static ImmutableDictionary<string, T> Named<T>(
        KubeconfigFields root, string list, string inner, Func<string, KubeconfigFields, T> read, List<Diagnostic> faults)
    {
        ImmutableDictionary<string, T>.Builder entries = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (KubeconfigFields item in root.Mappings(list))
        {
            if (item.Required("name", $"an item of '{list}'") is not { } name)
            {
                continue;
            }

            if (item.Mapping(inner) is not { } body)
            {
                if (item.Node(inner) is null)
                {
                    faults.Add(new Diagnostic(item.Position, $"'{KubeconfigFields.Short(name.Value)}' in '{list}' has no '{inner}'."));
                }

                continue;
            }

            if (!entries.TryAdd(name.Value, read(name.Value, body)))
            {
                faults.Add(new Diagnostic(
                    name.Position, $"'{KubeconfigFields.Short(name.Value)}' stands twice in '{list}'.", "Remove one, or give it another name."));
            }
        }

        return entries.ToImmutable();
    }

    private static ClusterEntry ReadCluster(string name, KubeconfigFields fields) => new(
        fields.Position,
        name,
        fields.Text("server"),
        fields.FilePath("certificate-authority"),
        fields.Base64("certificate-authority-data"),
        fields.Text("tls-server-name")?.Value,
        fields.Flag("insecure-skip-tls-verify"),
        fields.Text("proxy-url"),
        ExecConfig(fields));

    private static string? ExecConfig(KubeconfigFields fields)
    {
        KubeconfigFields? extension = fields.Mappings("extensions").FirstOrDefault(item => item.Text("name")?.Value == AuthenticationGroup + "exec");
        return extension?.Node("extension") is { } node ? JsonOfYaml.Write(node) : null;
    }

    private static UserEntry ReadUser(string name, KubeconfigFields fields) => new(name)
    {
        ClientCertificateFile = fields.FilePath("client-certificate"),
        ClientCertificateData = fields.Base64("client-certificate-data"),
        ClientKeyFile = fields.FilePath("client-key"),
        ClientKeyData = fields.Base64("client-key-data"),
        Token = fields.Text("token"),
        TokenFile = fields.FilePath("tokenFile"),
        BasicAuth = (fields.Text("username") ?? fields.Text("password"))?.Position,
        AuthProvider = fields.Mapping("auth-provider") is { } provider
            ? provider.Text("name") ?? new Placed("", provider.Position)
            : null,
        Exec = fields.Mapping("exec") is { } exec ? ReadExec(exec) : null,
        Impersonation = ReadImpersonation(fields),
    };

    private static Impersonation? ReadImpersonation(KubeconfigFields fields)
    {
        Placed? user = fields.Text("as");
        Placed? uid = fields.Text("as-uid");
        ImmutableArray<string> groups = fields.Texts("as-groups");
        ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> extra = fields.Mapping("as-user-extra") is { } map
            ? [.. map.Entries().Select(entry => KeyValuePair.Create(entry.Key, map.TextsOf(entry.Key, entry.Value)))]
            : [];
        if (user is null && (uid is not null || !groups.IsEmpty || !extra.IsEmpty))
        {
            fields.Fault(fields.Position, "'as-uid', 'as-groups' and 'as-user-extra' need 'as'.", "Name the user to act as in 'as'.");
        }

        return user is null ? null : new Impersonation(user.Value, uid?.Value, groups, extra);
    }

    private static ExecEntry? ReadExec(KubeconfigFields fields)
    {
        Placed? command = fields.Required("command", "exec");
        Placed? version = fields.Required("apiVersion", "exec");
        if (version is not null && !s_execVersions.Contains(version.Value))
        {
            fields.Fault(
                version.Position,
                $"the exec plugin's apiVersion is '{KubeconfigFields.Short(version.Value)}'; expected {string.Join(" or ", s_execVersions)}.",
                "Update the plugin, and let it write this entry again (for kubelogin: 'kubelogin convert-kubeconfig').");
        }

        Placed? mode = fields.Text("interactiveMode");
        if (mode is null && version?.Value == s_execVersions[0])
        {
            fields.Fault(fields.Position, $"exec has no 'interactiveMode', which {version.Value} requires.", "Use IfAvailable, Never or Always.");
        }

        ExecInteractive interactive = ExecInteractive.IfAvailable;
        if (mode is not null && (!Enum.TryParse(mode.Value, out interactive) || !Enum.IsDefined(interactive) || !char.IsLetter(mode.Value[0])))
        {
            fields.Fault(
                mode.Position, $"'interactiveMode' is '{KubeconfigFields.Short(mode.Value)}'; expected IfAvailable, Never or Always.",
                Spelling.Hint(mode.Value, Enum.GetNames<ExecInteractive>()));
        }

        List<KeyValuePair<string, string>> environment = [];
        foreach (KubeconfigFields item in fields.Mappings("env"))
        {
            if (item.Required("name", "an item of 'env'") is { } variable)
            {
                environment.Add(KeyValuePair.Create(variable.Value, item.Text("value")?.Value ?? ""));
            }
        }

        return command is null || version is null
            ? null
            : new ExecEntry(
                fields.Position, fields.CommandPath(command.Value), fields.Texts("args"), [.. environment], version.Value,
                fields.Text("installHint")?.Value, fields.Flag("provideClusterInfo"), interactive);
    }

    private static ContextEntry ReadContext(string name, KubeconfigFields fields) => new(
        fields.Required("cluster", $"context '{KubeconfigFields.Short(name)}'"), fields.Text("user"));
}
