using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace Nines.Cli.Frame;

/// <summary>
/// The library's help without the defaults that it adds, since descriptions contain them as the user would type them
/// (10s, not 00:00:10). Usage lines name the program as it was called, and examples follow at the end.
/// </summary>
internal sealed partial class Help : SynchronousCommandLineAction
{
    private readonly SynchronousCommandLineAction _inner;
    private readonly string _program;

    private Help(SynchronousCommandLineAction inner, string program) => (_inner, _program) = (inner, program);

    public override bool ClearsParseErrors => true;

    [GeneratedRegex(@"(?<written>\[default:[^\]]*\])\s+\[default:[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DefaultTwice();

    /// <param name="program">As in <see cref="CommandHost.Program"/>.</param>
    public static Option Create(string program)
    {
        var option = new HelpOption();
        option.Action = new Help((SynchronousCommandLineAction)option.Action!, program);
        return option;
    }

    /// <summary>Prints the help of the verb that was parsed.</summary>
    public static int Print(ParseResult parsed)
    {
        Command root = parsed.RootCommandResult.Command;
        return ((Help)root.Options.First(option => option is HelpOption).Action!).Invoke(parsed);
    }

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        try
        {
            return _inner.Invoke(parseResult);
        }
        finally
        {
            parseResult.InvocationConfiguration.Output = output;
            output.Write(DefaultTwice().Replace(text.ToString(), "${written}").Replace("Usage:\n  nines", $"Usage:\n  {_program}", StringComparison.Ordinal));
            if (parseResult.CommandResult.Command is Verb { Examples: { IsEmpty: false } examples })
            {
                output.Write($"Examples:\n{string.Concat(examples.Select(example => $"  {_program} {example}\n"))}\n");
            }
        }
    }
}
