using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard;

/// <summary>The options of verbs that ask running replicas, over the same mutual TLS as kube-apiserver.</summary>
internal sealed class ReplicaOptions
{
    private readonly Option<string[]> _servers = new("--server", "-s")
    {
        Description = "A replica, or a name of several (such as that of a headless service): each of its addresses is asked.",
        HelpName = "https://HOST:PORT",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _authority = RequiredFile("--ca", "The authorities of the guard's certificate, PEM.");
    private readonly Option<string> _certificate = RequiredFile("--certificate", "A client certificate of the guard's authority, PEM.");
    private readonly Option<string> _key = RequiredFile("--key", "Its private key, PEM.");
    private readonly Option<string?> _name = new("--tls-server-name") { Description = "The name in the guard's certificate, when --server is an address.", HelpName = "NAME" };
    private readonly Option<TimeSpan> _timeout = OptionKinds.Duration(
        "--timeout", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "Time to wait for each replica.");

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

    public ReplicaSelection Read(ParseResult parsed) => new(
        [.. parsed.GetValue(_servers)!.Select(text => new Uri(text))],
        parsed.GetValue(_authority)!,
        parsed.GetValue(_certificate)!,
        parsed.GetValue(_key)!,
        parsed.GetValue(_name),
        parsed.GetValue(_timeout));

    private static Option<string> RequiredFile(string name, string description) => new(name) { Description = description, HelpName = "FILE", Required = true };
}

/// <summary>Replicas to ask, and the certificates for it.</summary>
/// <param name="Servers">Their addresses, or names that stand for several.</param>
/// <param name="Authority">Path of the authorities, PEM.</param>
/// <param name="Certificate">Path of the client certificate, PEM.</param>
/// <param name="Key">Path of its private key, PEM.</param>
/// <param name="TlsServerName">Name in the guard's certificate; null for the host of the address.</param>
/// <param name="Timeout">For each replica.</param>
internal sealed record ReplicaSelection(
    ImmutableArray<Uri> Servers, string Authority, string Certificate, string Key, string? TlsServerName, TimeSpan Timeout);
