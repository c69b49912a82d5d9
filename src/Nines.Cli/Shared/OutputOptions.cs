using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Shared;

/// <summary>Format and path of an output.</summary>
/// <param name="Format">Output format.</param>
/// <param name="File">Path; null for standard output.</param>
internal sealed record OutputTarget<TFormat>(TFormat Format, string? File)
    where TFormat : struct, Enum;

/// <summary>Options for the format and the path of an output, the same in every verb.</summary>
internal sealed class OutputOptions<TFormat>
    where TFormat : struct, Enum
{
    private readonly Option<TFormat> _format = OptionKinds.Choice<TFormat>(
        "--output", "-o", $"Output format. [default: {default(TFormat).ToString().ToLowerInvariant()}]");

    private readonly Option<string?> _file = new("--output-file") { Description = "Write the output to this file instead of standard output.", HelpName = "PATH" };

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_file);
    }

    public OutputTarget<TFormat> Read(ParseResult parsed) => new(parsed.GetValue(_format), parsed.GetValue(_file));
}
