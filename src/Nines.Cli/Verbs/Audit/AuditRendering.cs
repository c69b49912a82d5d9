using Nines.Cli.Frame;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Cli.Verbs.Audit.Html;
using Nines.Cli.Verbs.Audit.Terminal;
using Spectre.Console;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Writes an answer in the format that was asked for.</summary>
internal static class AuditRendering
{
    public static string Render(AuditAnswer answer, AuditFormat format, CommandHost host) => format switch
    {
        AuditFormat.Json => AuditJson.Render(answer),
        AuditFormat.Html => AuditPage.Render(answer),
        AuditFormat.Sarif => SarifLog.Render(answer),
        AuditFormat.Junit => JUnitReport.Render(answer),
        AuditFormat.Markdown => MarkdownReport.Render(answer),
        _ => Text(answer, host),
    };

    private static string Text(AuditAnswer answer, CommandHost host)
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.Colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = host.Width;
        AuditText.Write(answer, console);
        return text.ToString();
    }
}
