using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init server</c> and <c>client</c>: a certificate for one purpose.</summary>
internal sealed class InitLeafVerb : InitVerb<LeafRequest>
{
    private const string DefaultClient = "kube-apiserver";

    private readonly Purpose _purpose;
    private readonly Option<string>? _name;
    private readonly Option<string[]>? _services;
    private readonly Option<string[]>? _dns;
    private readonly Option<string[]>? _addresses;

    private readonly Option<Curve> _curve = InitCurve.Option(Curve.P256, "Curve of its key.");

    private readonly Option<TimeSpan> _valid = OptionKinds.Duration(
        "--valid", Lifetime.Leaf, Lifetime.MinLeafLifetime, Lifetime.MaxLeafLifetime, "How long it is valid.");

    private readonly Option<bool> _renew = new("--renew")
    {
        Description = "Create a new key and certificate for the same names; the earlier one stays valid until its end.",
    };

    private InitLeafVerb(
        string verb, string description, Purpose purpose,
        Option<string>? name, Option<string[]>? services, Option<string[]>? dns, Option<string[]>? addresses)
        : base(verb, description)
    {
        (_purpose, _name, _services, _dns, _addresses) = (purpose, name, services, dns, addresses);
        Option[] names = [.. ((Option?[])[name, services, dns, addresses]).OfType<Option>()];
        foreach (Option option in (Option[])[Folder, .. names, _curve, _valid, _renew, Force])
        {
            Add(option);
        }

        Validators.Add(result => Check(result, names));
    }

    public static InitLeafVerb Server()
    {
        Option<string[]> services = Repeated(
            "--service", "NAME[.NAMESPACE]", "Service of the guard: all its names inside the cluster, and those of the Redis pods next to it.",
            text => CertificateNames.OfService(text) is null ? "the name of a Service, such as nines-guard or nines-guard.kube-system" : null);
        Option<string[]> dns = Repeated(
            "--dns", "NAME", "Another host name that it is reached by; *.example.org for all names directly below.",
            text => CertificateNames.IsDnsName(text) ? null : "a host name such as guard.example.org");
        Option<string[]> addresses = Repeated(
            "--ip", "ADDRESS", "An address that it is reached by, such as the fixed address of the Service.",
            text => CertificateNames.TryParseAddress(text, out _) ? null : "the address of one host, such as 10.0.200.10 or fd00::10");
        return new InitLeafVerb(
            "server", "Create the certificate that the guard, and Redis next to it, present.", Purpose.Server, null, services, dns, addresses)
        {
            Examples = ["guard init server --service nines-guard --ip 10.0.200.10", "guard init server --renew"],
        };
    }

    public static InitLeafVerb Client()
    {
        var name = new Option<string>("--name")
        {
            Description = $"Name of the caller; the guard can be configured to answer certain names only. [default: {DefaultClient}]",
            HelpName = "NAME",
            DefaultValueFactory = _ => DefaultClient,
        };
        name.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && (text.Length is 0 or > LeafSetup.MaxNameLength || text.Any(char.IsControl) || text.Trim() != text))
            {
                result.AddError($"--name is '{text}'; expected 1 to {LeafSetup.MaxNameLength} characters.");
            }
        });
        return new InitLeafVerb("client", "Create the certificate that kube-apiserver presents to the guard.", Purpose.Client, name, null, null, null)
        {
            Examples = ["guard init client", "guard init client --name kubelet"],
        };
    }

    protected override LeafRequest Parse(ParseResult parsed)
    {
        bool renews = parsed.GetValue(_renew);
        return new LeafRequest(
            parsed.GetValue(Folder)!,
            _purpose,
            _name is null || renews ? null : parsed.GetValue(_name),
            Names(parsed, _name, _services, _dns, _addresses),
            parsed.GetValue(_curve),
            parsed.GetValue(_valid),
            renews,
            parsed.GetValue(Force));
    }

    protected override string GetFolder(LeafRequest request) => request.Folder;

    protected override ReadResult<SetupPlan> Plan(LeafRequest request, DateTimeOffset now) => LeafSetup.Plan(request, now);

    private void Check(CommandResult result, Option[] names)
    {
        string[] given = [.. names.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        bool renews = result.GetValue(_renew);
        if (renews && given.Length > 0)
        {
            result.AddError($"--renew and {string.Join(" and ", given)} are given; expected --renew alone: it keeps the names of the earlier certificate. --force makes one for other names.");
        }
        else if (renews && result.GetValue(Force))
        {
            result.AddError("--renew and --force are given; expected one of them.");
        }
        else if (!renews && _purpose == Purpose.Server && given.Length == 0)
        {
            result.AddError("no name is given; expected at least one of --service, --dns and --ip: callers check that the certificate is for the name they called.");
        }
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

            if (result.Tokens.Count > CertificateNames.MaxNames)
            {
                result.AddError($"{name} is given {result.Tokens.Count} times; expected at most {CertificateNames.MaxNames}.");
            }
        });
        return option;
    }
}
