using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Manifests;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard apiserver-config</c>: the files and flags that make kube-apiserver ask the guard.</summary>
internal sealed class ApiServerConfigVerb : FilesVerb<ApiServerSettings>
{
    private static readonly TimeSpan s_maxTtl = TimeSpan.FromHours(1);

    private readonly Option<string> _server = new Option<string>("--server") { Description = "Where the guard answers: https://HOST[:PORT].", HelpName = "URL", Required = true };

    private readonly Option<string> _version = new Option<string>("--kubernetes-version")
    {
        Description = "The version of kube-apiserver; from 1.30 on authorization is a file, before it is flags. [default: 1.34]",
        HelpName = "1.N",
        DefaultValueFactory = _ => "1.34",
    };

    private readonly Option<string?> _name = new Option<string?>("--tls-server-name") { Description = "The name in the guard's certificate, when --server is an address.", HelpName = "NAME" };

    private readonly Option<string> _folder = new Option<string>("--folder")
    {
        Description = "Where these files, ca.crt, client.crt and client.key lie on the control plane's machine. [default: /etc/kubernetes/nines-guard]",
        HelpName = "PATH",
        DefaultValueFactory = _ => "/etc/kubernetes/nines-guard",
    };

    private readonly Option<Reviews> _only = OptionKinds.Choice<Reviews>("--only", "-r", "Ask the guard for one of both alone.");

    private readonly Option<TimeSpan> _timeout = OptionKinds.Duration(
        "--timeout", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), "How long kube-apiserver waits for a decision.");

    private readonly Option<TimeSpan> _authorized = Ttl("--authorized-ttl", 30, "How long kube-apiserver itself keeps what was allowed; it adds to the guard's five minutes.");

    private readonly Option<TimeSpan> _unauthorized = Ttl("--unauthorized-ttl", 10, "How long kube-apiserver itself keeps what was not allowed.");

    private readonly Option<TimeSpan> _token = Ttl("--token-ttl", 30, "How long kube-apiserver itself keeps who a token stands for.");

    private readonly Option<bool> _deny = new Option<bool>("--deny-on-failure") { Description = "Refuse while the guard cannot answer, instead of leaving it to the other authorizers." };

    private readonly Option<bool> _anonymous = new Option<bool>("--limit-anonymous")
    {
        Description = "Let anonymous callers reach the health paths only (1.32 and later; replaces --anonymous-auth and --oidc-* flags).",
    };

    public ApiServerConfigVerb()
        : base("apiserver-config", "Write the files and flags that make kube-apiserver ask the guard.")
    {
        Examples = ["guard apiserver-config --server https://10.0.200.10:9443", "guard apiserver-config --server https://10.0.200.10:9443 --out apiserver"];
        foreach (Option option in (Option[])[_server, _version, _name, _folder, _only, _timeout, _authorized, _unauthorized, _token, _deny, _anonymous, Folder, Force])
        {
            Add(option);
        }

        _server.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            {
                result.AddError($"--server is '{text}'; expected https://HOST[:PORT] without a path, such as https://10.0.200.10.");
            }
        });
        _version.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && !KubernetesVersion.TryParse(text, out _))
            {
                result.AddError($"--kubernetes-version is '{text}'; expected 1.{KubernetesVersion.Oldest} or later, such as 1.34.");
            }
        });
        _folder.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && (!text.StartsWith('/') || text.Any(char.IsWhiteSpace)))
            {
                result.AddError($"--folder is '{text}'; expected an absolute path without spaces.");
            }
        });
    }

    protected override ReadResult<FileSet> Create(ApiServerSettings request) => ReadResult.Of(new FileSet(ApiServerFiles.Create(request)));

    protected override ApiServerSettings ParseSettings(ParseResult parsed)
    {
        // The validator refused what cannot be read.
        KubernetesVersion target = KubernetesVersion.TryParse(parsed.GetValue(_version)!, out KubernetesVersion read) ? read : default;
        Reviews reviews = parsed.GetResult(_only) is null ? Reviews.Both : parsed.GetValue(_only);
        return new ApiServerSettings
        {
            Version = target,
            Server = new Uri(parsed.GetValue(_server)!),
            TlsServerName = parsed.GetValue(_name),
            Folder = parsed.GetValue(_folder)!,
            Authentication = reviews != Reviews.Authorization,
            Authorization = reviews != Reviews.Authentication,
            Timeout = parsed.GetValue(_timeout),
            AuthorizedTtl = parsed.GetValue(_authorized),
            UnauthorizedTtl = parsed.GetValue(_unauthorized),
            TokenTtl = parsed.GetValue(_token),
            DenyOnFailure = parsed.GetValue(_deny),
            LimitAnonymous = parsed.GetValue(_anonymous),
        };
    }

    private static Option<TimeSpan> Ttl(string name, int seconds, string description) =>
        OptionKinds.Duration(name, TimeSpan.FromSeconds(seconds), TimeSpan.Zero, s_maxTtl, description);

    private enum Reviews
    {
        Both,
        Authentication,
        Authorization,
    }
}
