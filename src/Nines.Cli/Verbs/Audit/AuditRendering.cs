using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Cli.Verbs.Audit.Html;
using Nines.Cli.Verbs.Audit.Terminal;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Renders an answer in the requested format.</summary>
internal static class AuditRendering
{
    public static string Render(AuditAnswer answer, AuditFormat format, CommandHost host, OutputStamp stamp) => format switch
    {
        AuditFormat.Json => AuditJson.Render(answer, stamp),
        AuditFormat.Html => AuditPage.Render(answer, stamp),
        AuditFormat.Sarif => SarifLog.Render(answer, stamp),
        AuditFormat.Junit => JUnitReport.Render(answer),
        AuditFormat.Markdown => MarkdownReport.Render(answer),
        _ => Terminals.Text(host, console => AuditText.Write(answer, console)),
    };
}
