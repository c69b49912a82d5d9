using System.Text.RegularExpressions;
using Spectre.Console;

namespace Nines.Cli.Tests.Output;

/// <summary>A console without colour that keeps what was written.</summary>
internal static partial class TextConsole
{
    public static string Render(Action<IAnsiConsole> write, int width = 100, bool colour = false)
    {
        using StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        write(console);
        return TrailingSpace().Replace(text.ToString(), string.Empty);
    }

    [GeneratedRegex("[ \t]+$", RegexOptions.Multiline, 1000)]
    private static partial Regex TrailingSpace();
}
