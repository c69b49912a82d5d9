using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init ca</c>: the authority, and the change to another one.</summary>
internal sealed class InitCaVerb : InitVerb<AuthorityRequest>
{
    // A part of the key's identifier is appended to it.
    private const int MaxNameLength = 48;

    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the authority; a part of its key's identifier is appended. [default: nines guard CA]",
        HelpName = "NAME",
        DefaultValueFactory = _ => "nines guard CA",
    };

    private readonly Option<Curve> _curve = InitCurve.Option(Curve.P384, "Curve of its key.");

    private readonly Option<TimeSpan> _valid = OptionKinds.Duration(
        "--valid", Lifetime.Authority, Lifetime.MinAuthorityLifetime, Lifetime.MaxAuthorityLifetime, "How long it is valid.");

    private readonly Option<bool> _rotate = new("--rotate") { Description = "Start changing the authority: a new one signs, both are trusted." };
    private readonly Option<bool> _retire = new("--retire") { Description = "Finish the change: the earlier authority is no longer trusted." };

    public InitCaVerb()
        : base("ca", "Create the authority that signs the certificates of the guard and of kube-apiserver, or change it.")
    {
        Examples = ["guard init ca", "guard init ca --out guard-pki --rotate"];
        foreach (Option option in (Option[])[Folder, _name, _curve, _valid, _rotate, _retire, Force])
        {
            Add(option);
        }

        _name.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && (text.Length is 0 or > MaxNameLength || text.Any(char.IsControl) || text.Trim() != text))
            {
                result.AddError($"--name is '{text}'; expected 1 to {MaxNameLength} characters.");
            }
        });
        Validators.Add(result =>
        {
            string[] steps = [.. ((Option<bool>[])[_rotate, _retire, Force]).Where(result.GetValue).Select(option => option.Name)];
            if (steps.Length > 1)
            {
                result.AddError($"{string.Join(" and ", steps)} are given; expected one of them.");
            }
        });
    }

    protected override AuthorityRequest Parse(ParseResult parsed) => new(
        parsed.GetValue(Folder)!,
        parsed.GetValue(_rotate) ? AuthorityStep.Rotate : parsed.GetValue(_retire) ? AuthorityStep.Retire : AuthorityStep.Create,
        parsed.GetValue(_name)!,
        parsed.GetValue(_curve),
        parsed.GetValue(_valid),
        parsed.GetValue(Force));

    protected override string GetFolder(AuthorityRequest request) => request.Folder;

    protected override ReadResult<SetupPlan> Plan(AuthorityRequest request, DateTimeOffset now) => AuthoritySetup.Plan(request, now);
}
