using System.Collections.Immutable;
using System.Globalization;
using Nines.Text;

namespace Nines.Guard.Setup.Manifests;

/// <summary>The files and flags that make kube-apiserver ask the guard, in the form that its version understands.</summary>
internal static class ApiServerFiles
{
    public const string AuthenticationKubeconfig = "authentication-webhook.kubeconfig";
    public const string AuthorizationKubeconfig = "authorization-webhook.kubeconfig";
    public const string AuthorizationConfiguration = "authorization-configuration.yaml";
    public const string AuthenticationConfiguration = "authentication-configuration.yaml";
    public const string Flags = "kube-apiserver.flags";

    public static ImmutableArray<GeneratedFile> Create(ApiServerSettings settings)
    {
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        if (settings.Authentication)
        {
            files.Add(GeneratedFile.FromYaml(AuthenticationKubeconfig, Kubeconfig(settings, "tokenreviews")));
            if (LimitsAnonymous(settings))
            {
                files.Add(GeneratedFile.FromYaml(AuthenticationConfiguration, Anonymous(settings.Version)));
            }
        }

        if (settings.Authorization)
        {
            files.Add(GeneratedFile.FromYaml(AuthorizationKubeconfig, Kubeconfig(settings, "subjectaccessreviews")));
            if (settings.Version.HasAuthorizationFile)
            {
                files.Add(GeneratedFile.FromYaml(AuthorizationConfiguration, Authorizers(settings)));
            }
        }

        files.Add(new(Flags, string.Join('\n', FlagsOf(settings)) + "\n"));
        return files.ToImmutable();
    }

    /// <summary>One flag a line, as they are added to the command of kube-apiserver.</summary>
    public static ImmutableArray<string> FlagsOf(ApiServerSettings settings)
    {
        string folder = settings.Folder.TrimEnd('/');
        var flags = ImmutableArray.CreateBuilder<string>();
        if (settings.Authentication)
        {
            flags.Add($"--authentication-token-webhook-config-file={folder}/{AuthenticationKubeconfig}");
            flags.Add("--authentication-token-webhook-version=v1");
            flags.Add($"--authentication-token-webhook-cache-ttl={Duration(settings.TokenTtl)}");
            if (LimitsAnonymous(settings))
            {
                flags.Add($"--authentication-config={folder}/{AuthenticationConfiguration}");
            }
        }

        if (settings.Authorization && settings.Version.HasAuthorizationFile)
        {
            flags.Add($"--authorization-config={folder}/{AuthorizationConfiguration}");
        }
        else if (settings.Authorization)
        {
            flags.Add("--authorization-mode=Node,RBAC,Webhook");
            flags.Add($"--authorization-webhook-config-file={folder}/{AuthorizationKubeconfig}");
            flags.Add("--authorization-webhook-version=v1");
            flags.Add($"--authorization-webhook-cache-authorized-ttl={Duration(settings.AuthorizedTtl)}");
            flags.Add($"--authorization-webhook-cache-unauthorized-ttl={Duration(settings.UnauthorizedTtl)}");
        }

        return flags.ToImmutable();
    }

    private static bool LimitsAnonymous(ApiServerSettings settings) => settings.LimitAnonymous && settings.Version.HasAuthenticationFile;

    private static YamlMap Kubeconfig(ApiServerSettings settings, string path)
    {
        string folder = settings.Folder.TrimEnd('/');
        return new YamlMap
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] =
            [
                new YamlMap
                {
                    ["name"] = "nines-guard",
                    ["cluster"] = new YamlMap
                    {
                        ["server"] = new Uri(settings.Server, path).AbsoluteUri,
                        ["certificate-authority"] = $"{folder}/ca.crt",
                        ["tls-server-name"] = settings.TlsServerName,
                    },
                },
            ],
            ["users"] =
            [
                new YamlMap
                {
                    ["name"] = "kube-apiserver",
                    ["user"] = new YamlMap { ["client-certificate"] = $"{folder}/client.crt", ["client-key"] = $"{folder}/client.key" },
                },
            ],
            ["contexts"] =
            [
                new YamlMap
                {
                    ["name"] = "nines-guard",
                    ["context"] = new YamlMap { ["cluster"] = "nines-guard", ["user"] = "kube-apiserver" },
                },
            ],
            ["current-context"] = "nines-guard",
        };
    }

    /// <summary>
    /// Node and RBAC come first: what they allow needs no webhook, so the control plane itself never depends on the guard.
    /// </summary>
    private static YamlMap Authorizers(ApiServerSettings settings) => new()
    {
        ["apiVersion"] = settings.Version.AuthorizationFileVersion,
        ["kind"] = "AuthorizationConfiguration",
        ["authorizers"] =
        [
            new YamlMap { ["type"] = "Node", ["name"] = "node" },
            new YamlMap { ["type"] = "RBAC", ["name"] = "rbac" },
            new YamlMap { ["type"] = "Webhook", ["name"] = "nines-guard", ["webhook"] = Webhook(settings) },
        ],
    };

    private static YamlMap Webhook(ApiServerSettings settings) => new()
    {
        ["timeout"] = Duration(settings.Timeout),
        ["authorizedTTL"] = new YamlScalar(Duration(settings.AuthorizedTtl))
        {
            Comment = "What is kept here adds to the five minutes of the guard's own cache.",
        },
        ["unauthorizedTTL"] = Duration(settings.UnauthorizedTtl),
        ["subjectAccessReviewVersion"] = "v1",
        ["matchConditionSubjectAccessReviewVersion"] = "v1",
        ["failurePolicy"] = settings.DenyOnFailure
            ? new YamlScalar("Deny") { Comment = "While the guard cannot answer, the requests that need it are denied." }
            : new YamlScalar("NoOpinion")
            {
                Comment = "While the guard cannot answer, the other authorizers decide, and nothing is allowed that they do not allow.",
            },
        ["connectionInfo"] = new YamlMap
        {
            ["type"] = "KubeConfigFile",
            ["kubeConfigFile"] = $"{settings.Folder.TrimEnd('/')}/{AuthorizationKubeconfig}",
        },
        ["matchConditions"] =
        [
            new YamlMap
            {
                Comment = "Components and service accounts are the business of Node and RBAC; asking would only cost time.",
                ["expression"] = "!request.user.startsWith('system:')",
            },
        ],
    };

    /// <summary>Anonymous callers need the health paths alone; everything else would be one more question to the guard.</summary>
    private static YamlMap Anonymous(KubernetesVersion version) => new()
    {
        ["apiVersion"] = version.AuthenticationFileVersion,
        ["kind"] = "AuthenticationConfiguration",
        ["anonymous"] = new YamlMap
        {
            ["enabled"] = true,
            ["conditions"] =
            [
                new YamlMap { ["path"] = "/livez" },
                new YamlMap { ["path"] = "/readyz" },
                new YamlMap { ["path"] = "/healthz" },
            ],
        },
    };

    /// <summary>As Go reads durations.</summary>
    private static string Duration(TimeSpan value) => value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
}
