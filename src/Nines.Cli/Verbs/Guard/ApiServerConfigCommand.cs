using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Setup.Manifests;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard apiserver-config</c>: the files and flags that make kube-apiserver ask the guard.</summary>
internal static class ApiServerConfigCommand
{
    private static readonly TimeSpan s_longestTtl = TimeSpan.FromHours(1);

    public static Command Create(CommandHost host)
    {
        var server = new Option<string>("--server") { Description = "Where the guard answers: https://HOST[:PORT].", HelpName = "URL", Required = true };
        var version = new Option<string>("--kubernetes-version")
        {
            Description = "The version of kube-apiserver; from 1.30 on authorization is a file, before it is flags. [default: 1.34]",
            HelpName = "1.N",
            DefaultValueFactory = _ => "1.34",
        };
        var name = new Option<string?>("--tls-server-name") { Description = "The name in the guard's certificate, when --server is an address.", HelpName = "NAME" };
        var folder = new Option<string>("--folder")
        {
            Description = "Where these files, ca.crt, client.crt and client.key lie on the control plane's machine. [default: /etc/kubernetes/nines-guard]",
            HelpName = "PATH",
            DefaultValueFactory = _ => "/etc/kubernetes/nines-guard",
        };
        var only = OptionKinds.Choice<Reviews>("--only", "-r", "Ask the guard for one of both alone.");
        Option<TimeSpan> timeout = OptionKinds.Duration(
            "--timeout", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), "How long kube-apiserver waits for a decision.");
        Option<TimeSpan> authorized = Ttl("--authorized-ttl", 30, "How long kube-apiserver itself keeps what was allowed; it adds to the guard's five minutes.");
        Option<TimeSpan> unauthorized = Ttl("--unauthorized-ttl", 10, "How long kube-apiserver itself keeps what was not allowed.");
        Option<TimeSpan> token = Ttl("--token-ttl", 30, "How long kube-apiserver itself keeps who a token stands for.");
        var deny = new Option<bool>("--deny-on-failure") { Description = "Refuse while the guard cannot answer, instead of leaving it to the other authorizers." };
        var anonymous = new Option<bool>("--limit-anonymous")
        {
            Description = "Let anonymous callers reach the health paths only (1.32 and later; replaces --anonymous-auth and --oidc-* flags).",
        };
        var output = new FileOutput();
        var command = new Command("apiserver-config", "Write the files and flags that make kube-apiserver ask the guard.")
        {
            server, version, name, folder, only, timeout, authorized, unauthorized, token, deny, anonymous, output.Folder, output.Force,
        };
        server.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            {
                result.AddError($"--server is '{text}'; expected https://HOST[:PORT] without a path, such as https://10.0.200.10.");
            }
        });
        version.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && !KubernetesVersion.TryParse(text, out _))
            {
                result.AddError($"--kubernetes-version is '{text}'; expected 1.{KubernetesVersion.Oldest} or later, such as 1.34.");
            }
        });
        folder.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && (!text.StartsWith('/') || text.Any(char.IsWhiteSpace)))
            {
                result.AddError($"--folder is '{text}'; expected an absolute path without spaces.");
            }
        });
        command.SetAction(parsed =>
        {
            // The validator refused what cannot be read.
            KubernetesVersion target = KubernetesVersion.TryParse(parsed.GetValue(version)!, out KubernetesVersion read) ? read : default;
            Reviews reviews = parsed.GetResult(only) is null ? Reviews.Both : parsed.GetValue(only);
            return host.Print(output.Write(parsed, ApiServerFiles.Create(new ApiServerSettings
            {
                Version = target,
                Server = new Uri(parsed.GetValue(server)!),
                TlsServerName = parsed.GetValue(name),
                Folder = parsed.GetValue(folder)!,
                Authentication = reviews != Reviews.Authorization,
                Authorization = reviews != Reviews.Authentication,
                Timeout = parsed.GetValue(timeout),
                AuthorizedTtl = parsed.GetValue(authorized),
                UnauthorizedTtl = parsed.GetValue(unauthorized),
                TokenTtl = parsed.GetValue(token),
                DenyOnFailure = parsed.GetValue(deny),
                LimitAnonymous = parsed.GetValue(anonymous),
            })));
        });
        return command;
    }

    private static Option<TimeSpan> Ttl(string name, int seconds, string description) =>
        OptionKinds.Duration(name, TimeSpan.FromSeconds(seconds), TimeSpan.Zero, s_longestTtl, description);

    private enum Reviews
    {
        Both,
        Authentication,
        Authorization,
    }
}
