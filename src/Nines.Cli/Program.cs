using System.Collections;
using System.Text;
using Nines.Cli;
using Nines.Cli.Frame;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// The composition root: the one place that reads the environment.
#pragma warning disable RS0030
Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
#pragma warning restore RS0030
var host = new CommandHost(
    Console.Out,
    Console.Error,
    Console.OpenStandardInput,
    TimeProvider.System,
    Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth, 60, 160),
    IsTerminal: !Console.IsOutputRedirected)
{
    Environment = environment,
    OpenOutput = Console.OpenStandardOutput,
    IsErrorTerminal = !Console.IsErrorRedirected,
    WorkingFolder = Directory.GetCurrentDirectory(),

    // The starter sets it when it was called as kubectl's plugin.
    Program = environment.GetValueOrDefault("NINES_PROGRAM") == "kubectl nines" ? "kubectl nines" : "nines",
};
return await CommandLine.RunAsync(args, host);
