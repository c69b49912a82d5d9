using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Setup.Pki;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init server</c> and <c>client</c>: a certificate for one purpose.</summary>
internal static class InitLeafCommand
{
    private const string DefaultClient = "kube-apiserver";

    public static Command Server(CommandHost host)
    {
        var services = Repeated(
            "--service", "NAME[.NAMESPACE]", "A Service of the guard: all its names inside of the cluster, and those of the Redis pods beside it.",
            text => CertificateNames.OfService(text) is null ? "the name of a Service, such as nines-guard or nines-guard.kube-system" : null);
        var dns = Repeated(
            "--dns", "NAME", "Another host name that it is reached by; *.example.org for all names directly below.",
            text => CertificateNames.IsDnsName(text) ? null : "a host name such as guard.example.org");
        var addresses = Repeated(
            "--ip", "ADDRESS", "An address that it is reached by, such as the fixed address of the Service.",
            text => CertificateNames.TryParseAddress(text, out _) ? null : "the address of one host, such as 10.0.200.10 or fd00::10");
        return Create(host, "server", "Make the certificate that the guard, and Redis beside it, show.", Purpose.Server, null, services, dns, addresses);
    }

    public static Command Client(CommandHost host)
    {
        var name = new Option<string>("--name")
        {
            Description = $"Who the caller is; the guard can be told to answer certain names only. [default: {DefaultClient}]",
            HelpName = "NAME",
            DefaultValueFactory = _ => DefaultClient,
        };
        name.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && (text.Length is 0 or > LeafSetup.LongestName || text.Any(char.IsControl) || text.Trim() != text))
            {
                result.AddError($"--name is '{text}'; expected 1 to {LeafSetup.LongestName} characters.");
            }
        });
        return Create(host, "client", "Make the certificate that kube-apiserver shows to the guard.", Purpose.Client, name, null, null, null);
    }

    private static Command Create(
        CommandHost host, string verb, string description, Purpose purpose,
        Option<string>? name, Option<string[]>? services, Option<string[]>? dns, Option<string[]>? addresses)
    {
        Option<Curve> curve = InitCurve.Option(Curve.P256, "The curve of its key.");
        Option<TimeSpan> valid = OptionKinds.Duration(
            "--valid", Lifetime.Leaf, Lifetime.ShortestLeaf, Lifetime.LongestLeaf, "How long it is good.");
        var renew = new Option<bool>("--renew") { Description = "Make a new key and certificate for the same names; the earlier one stays good until its end." };
        var output = new InitOutput();
        Option[] names = [.. ((Option?[])[name, services, dns, addresses]).OfType<Option>()];
        var command = new Command(verb, description);
        foreach (Option option in (Option[])[output.Folder, .. names, curve, valid, renew, output.Force])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            string[] given = [.. names.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
            bool renews = result.GetValue(renew);
            if (renews && given.Length > 0)
            {
                result.AddError($"--renew and {string.Join(" and ", given)} are given; expected --renew alone: it takes the names of the earlier certificate. --force makes one for other names.");
            }
            else if (renews && result.GetValue(output.Force))
            {
                result.AddError("--renew and --force are given; expected one of them.");
            }
            else if (!renews && purpose == Purpose.Server && given.Length == 0)
            {
                result.AddError("no name is given; expected at least one of --service, --dns and --ip: callers check that the certificate is for the name they called.");
            }
        });
        command.SetAction(parsed => host.Print(output.Carry(parsed, host, LeafSetup.Plan(
            new LeafRequest(
                output.FolderOf(parsed),
                purpose,
                name is null || parsed.GetValue(renew) ? null : parsed.GetValue(name),
                Names(parsed, name, services, dns, addresses),
                parsed.GetValue(curve),
                parsed.GetValue(valid),
                parsed.GetValue(renew),
                parsed.GetValue(output.Force)),
            host.Time.GetUtcNow()))));
        return command;
    }

    private static CertificateNames Names(
        ParseResult parsed, Option<string>? name, Option<string[]>? services, Option<string[]>? dns, Option<string[]>? addresses)
    {
        // A client's name is also a host name where it can be one, for callers that look there alone.
        string[] client = name is not null && parsed.GetValue(name) is { } own && CertificateNames.IsDnsName(own) ? [own] : [];
        string[] given = services is null ? client :
            [.. (parsed.GetValue(services) ?? []).SelectMany(service => CertificateNames.OfService(service) ?? []), .. parsed.GetValue(dns!) ?? []];
        ImmutableArray<IPAddress> read = addresses is null ? [] :
            [.. (parsed.GetValue(addresses) ?? []).Select(text => CertificateNames.TryParseAddress(text, out IPAddress address) ? address : IPAddress.None).Distinct()];
        return new CertificateNames([.. given.Select(text => text.ToLowerInvariant()).Distinct()], read);
    }

    private static Option<string[]> Repeated(string name, string helpName, string description, Func<string, string?> expected)
    {
        var option = new Option<string[]>(name) { Description = $"{description} May be repeated.", HelpName = helpName, Arity = ArgumentArity.ZeroOrMore };
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (expected(text) is { } wanted)
                {
                    result.AddError($"{name} is '{text}'; expected {wanted}.");
                }
            }

            if (result.Tokens.Count > CertificateNames.Most)
            {
                result.AddError($"{name} is given {result.Tokens.Count} times; expected at most {CertificateNames.Most}.");
            }
        });
        return option;
    }
}
