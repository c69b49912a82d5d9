using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.General;

/// <summary>
/// <c>nines completion SHELL</c>: prints a script that completes verbs, options and their values. The script calls the hidden verb
/// <c>__complete</c>, so that it always agrees with the command tree.
/// </summary>
internal sealed class CompletionVerb : Verb
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "The shell." };

    public CompletionVerb()
        : base("completion", "Print a completion script for a shell. For bash: source <(nines completion bash)")
    {
        Examples = ["completion bash", "completion zsh", "completion fish", "completion pwsh"];
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Add(_shell);
        SetAction(parsed => parsed.InvocationConfiguration.Output.Write(Script(parsed.GetValue(_shell)!)));
    }

    private static string Script(string shell) => shell switch
    {
        "bash" => """
            _nines() {
              local IFS=$'\n'
              COMPREPLY=($(nines __complete -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
            }
            complete -o default -F _nines nines

            """,
        "zsh" => """
            #compdef nines
            _nines() {
              local -a answers
              answers=("${(@f)$(nines __complete -- "${LBUFFER}" 2>/dev/null)}")
              if [[ -n "${answers[*]}" ]]; then compadd -- $answers; else _files; fi
            }
            compdef _nines nines

            """,
        "fish" => """
            complete -c nines -a '(nines __complete -- (commandline -cp) 2>/dev/null)'

            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName nines -ScriptBlock {
              param($word, $ast, $position)
              nines __complete -- "$ast".PadRight($position).Substring(0, $position) 2>$null |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """,
    };
}

/// <summary>Hidden verb of the completion scripts: prints the possible next words, one per line.</summary>
internal sealed class CompleteVerb : Verb
{
    private readonly Argument<string> _line = new("LINE") { Description = "The line up to the cursor." };

    public CompleteVerb()
        : base("__complete", "Print the possible next words of a command line.")
    {
        Hidden = true;
        Add(_line);
        SetAction(parsed =>
        {
            foreach (string word in Complete(parsed.RootCommandResult.Command, parsed.GetValue(_line)!))
            {
                parsed.InvocationConfiguration.Output.WriteLine(word);
            }
        });
    }

    private static IEnumerable<string> Complete(Command root, string line)
    {
        // The text without the program's name, so that the library knows the position of the cursor.
        string text = line.TrimStart();
        text = text.IndexOf(' ', StringComparison.Ordinal) is > 0 and int end ? text[(end + 1)..] : "";
        if (text.Length > 0 && text[^1] != ' ' && text.LastIndexOf('=') is > 0 and int sign && text.LastIndexOf(' ') < sign)
        {
            // --option=value: bash replaces only what is behind the sign.
            text = text[..sign] + ' ' + text[(sign + 1)..];
        }

        string begun = text[(text.LastIndexOf(' ') + 1)..];
        ParseResult parsed = root.Parse(text);
        bool isVerbNext = parsed.CommandResult.Command.Subcommands.Any();
        return parsed.GetCompletions(text.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(begun, StringComparison.Ordinal) && word is not ("/?" or "/h" or "-?"))
            .Where(word => begun.StartsWith('-') || !word.StartsWith('-') || !isVerbNext);
    }
}
