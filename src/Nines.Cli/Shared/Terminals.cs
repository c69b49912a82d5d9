using Nines.Cli.Frame;
using Spectre.Console;

namespace Nines.Cli.Shared;

/// <summary>Renders text for a terminal with its width, colors and character set.</summary>
internal static class Terminals
{
    private static readonly (string Drawn, string Ascii)[] s_ascii =
    [
        ("─", "-"), ("━", "="), ("│", "|"), ("┌", "+"), ("┐", "+"), ("└", "+"), ("┘", "+"), ("├", "+"), ("┤", "+"), ("┬", "+"), ("┴", "+"), ("┼", "+"),
        ("█", "#"), ("▏", "#"), ("▎", "#"), ("▍", "#"), ("▌", "#"), ("▋", "#"), ("▊", "#"), ("▉", "#"), ("≈", "~"), ("∞", "inf"), ("µ", "u"), ("×", "x"), ("·", "*"), ("…", "..."),
    ];

    public static string Text(CommandHost host, Action<IAnsiConsole> write)
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = host.Width;
        write(console);
        return host.Ascii ? s_ascii.Aggregate(text.ToString(), (all, pair) => all.Replace(pair.Drawn, pair.Ascii, StringComparison.Ordinal)) : text.ToString();
    }
}
