using System.CommandLine;

namespace Nines.Cli.Frame;

/// <summary>Values of --color.</summary>
internal enum ColorMode
{
    Auto,
    Always,
    Never,
}

/// <summary>Options that every verb has.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print results and errors only, no notes.", Recursive = true };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Print each request to the cluster or to Azure, with its status and duration, on standard error.", Recursive = true };

    private readonly Option<ColorMode> _color = OptionKinds.Choice<ColorMode>("--color", null, "Color the output. [default: auto, on a terminal]");

    public GlobalOptions() => _color.Recursive = true;

    public void AddTo(Command root)
    {
        root.Add(_quiet);
        root.Add(_verbose);
        root.Add(_color);
    }

    public CommandHost Apply(CommandHost host, ParseResult parsed) => host with
    {
        IsQuiet = parsed.GetValue(_quiet),
        Color = IsColored(host, parsed.GetValue(_color)),
        Ascii = !HasUnicode(host.Environment),
        IsErrorTerminal = host.IsErrorTerminal && Value(host.Environment, "TERM") != "dumb",
    };

    /// <summary>Starts printing requests if --verbose is given.</summary>
    /// <returns>Stops printing when disposed; null without --verbose.</returns>
    public IDisposable? LogRequests(CommandHost host, ParseResult parsed) => parsed.GetValue(_verbose) ? RequestLog.Start(host) : null;

    // The option, then the variables that force a color, then those that forbid it, then the terminal.
    private static bool IsColored(CommandHost host, ColorMode mode)
    {
        IReadOnlyDictionary<string, string> variables = host.Environment;
        return mode switch
        {
            ColorMode.Always => true,
            ColorMode.Never => false,
            _ when Value(variables, "NO_COLOR").Length > 0 => false,
            _ when Value(variables, "FORCE_COLOR") is not ("" or "0") || Value(variables, "CLICOLOR_FORCE") is not ("" or "0") => true,
            _ => host.IsTerminal && Value(variables, "CLICOLOR") != "0" && Value(variables, "TERM") != "dumb",
        };
    }

    // Without any of them the locale is C, but a container or a pipeline that sets none reads UTF-8 all the same.
    private static bool HasUnicode(IReadOnlyDictionary<string, string> variables)
    {
        string locale = ((string[])["LC_ALL", "LC_CTYPE", "LANG"]).Select(name => Value(variables, name)).FirstOrDefault(value => value.Length > 0) ?? "";
        return locale.Length == 0
            || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
            || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }

    private static string Value(IReadOnlyDictionary<string, string> variables, string name) => variables.GetValueOrDefault(name, "");
}
