using Nines.Cli.Frame;
using Spectre.Console;

namespace Nines.Cli.Shared;

/// <summary>Renders what is written to a terminal as text of the right width, coloured only where that is wanted.</summary>
internal static class Terminals
{
    public static string Text(CommandHost host, Action<IAnsiConsole> write)
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
        write(console);
        return text.ToString();
    }
}
