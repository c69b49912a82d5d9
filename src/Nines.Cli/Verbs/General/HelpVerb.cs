using System.CommandLine;
using System.Collections.Immutable;
using Nines.Cli.Frame;
using Nines.Text;

namespace Nines.Cli.Verbs.General;

/// <summary><c>nines help [VERB...]</c>: the same as <c>nines VERB --help</c>.</summary>
internal sealed class HelpVerb : Verb
{
    private readonly Argument<string[]> _verbs = new("VERB") { Description = "The verb, such as predict or guard serve.", Arity = ArgumentArity.ZeroOrMore };

    public HelpVerb()
        : base("help", "Show the help of a verb.")
    {
        Examples = ["help predict", "help guard init ca"];
        Add(_verbs);
        SetAction(parsed => Print(parsed, [.. parsed.GetValue(_verbs) ?? []]));
    }

    private static int Print(ParseResult parsed, ImmutableArray<string> verbs)
    {
        Command root = parsed.RootCommandResult.Command;
        Command at = root;
        foreach (string name in verbs)
        {
            at = at.Subcommands.FirstOrDefault(verb => verb.Name == name) ?? throw new InputException(
                $"'{name}' is not a verb of {at.Name}.{(Spelling.Hint(name, at.Subcommands.Select(verb => verb.Name)) is { } hint ? " " + hint : "")}");
        }

        return root.Parse([.. verbs, "--help"]).Invoke(parsed.InvocationConfiguration);
    }
}
