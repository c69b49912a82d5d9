using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Setup.Pki;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init ca</c>: the authority, and the change to another one.</summary>
internal static class InitCaCommand
{
    // A part of the key's identifier is added to it.
    private const int LongestName = 48;

    public static Command Create(CommandHost host)
    {
        var name = new Option<string>("--name")
        {
            Description = "The name of the authority; a part of its key's identifier is added. [default: nines guard CA]",
            HelpName = "NAME",
            DefaultValueFactory = _ => "nines guard CA",
        };
        Option<Curve> curve = InitCurve.Option(Curve.P384, "The curve of its key.");
        Option<TimeSpan> valid = OptionKinds.Duration(
            "--valid", Lifetime.Authority, Lifetime.ShortestAuthority, Lifetime.LongestAuthority, "How long it is good.");
        var rotate = new Option<bool>("--rotate") { Description = "Begin to change the authority: a new one signs, both are trusted." };
        var retire = new Option<bool>("--retire") { Description = "End the change: the earlier authority is not trusted any more." };
        var output = new InitOutput();
        var command = new Command("ca", "Make the authority that signs the certificates of the guard and of kube-apiserver, or change it.")
        {
            output.Folder, name, curve, valid, rotate, retire, output.Force,
        };
        name.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: var given }] ? given : "";
            if (!result.Implicit && (text.Length is 0 or > LongestName || text.Any(char.IsControl) || text.Trim() != text))
            {
                result.AddError($"--name is '{text}'; expected 1 to {LongestName} characters.");
            }
        });
        command.Validators.Add(result =>
        {
            string[] steps = [.. ((Option<bool>[])[rotate, retire, output.Force]).Where(result.GetValue).Select(option => option.Name)];
            if (steps.Length > 1)
            {
                result.AddError($"{string.Join(" and ", steps)} are given; expected one of them.");
            }
        });
        command.SetAction(parsed => host.Print(output.Carry(parsed, host, AuthoritySetup.Plan(
            new AuthorityRequest(
                output.FolderOf(parsed),
                parsed.GetValue(rotate) ? AuthorityStep.Rotate : parsed.GetValue(retire) ? AuthorityStep.Retire : AuthorityStep.Create,
                parsed.GetValue(name)!,
                parsed.GetValue(curve),
                parsed.GetValue(valid),
                parsed.GetValue(output.Force)),
            host.Time.GetUtcNow()))));
        return command;
    }
}
