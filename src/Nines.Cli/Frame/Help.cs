using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace Nines.Cli.Frame;

/// <summary>
/// The help of the library, without the defaults that it adds: descriptions tell them already, in the words that the user would type
/// (10s, not 00:00:10). Usage lines name the program as it was called.
/// </summary>
internal static partial class Help
{
    [GeneratedRegex(@"(?<told>\[default:[^\]]*\])\s+\[default:[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Twice();

    /// <param name="program">As in <see cref="CommandHost.Program"/>.</param>
    public static Option Create(string program)
    {
        var option = new HelpOption();
        option.Action = new ToldOnce((SynchronousCommandLineAction)option.Action!, program);
        return option;
    }

    private sealed class ToldOnce(SynchronousCommandLineAction inner, string program) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            using var text = new StringWriter();
            parseResult.InvocationConfiguration.Output = text;
            try
            {
                return inner.Invoke(parseResult);
            }
            finally
            {
                parseResult.InvocationConfiguration.Output = output;
                output.Write(Twice().Replace(text.ToString(), "${told}").Replace("Usage:\n  nines", $"Usage:\n  {program}", StringComparison.Ordinal));
            }
        }
    }
}
