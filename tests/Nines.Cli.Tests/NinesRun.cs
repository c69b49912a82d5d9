using System.Text.Json;
using Nines.Cli.Frame;
using Nines.Testing;

namespace Nines.Cli.Tests;

/// <summary>One run of the command line, as a user would type it at the root of the repository.</summary>
internal sealed record NinesRun(int ExitCode, string Output, string Error)
{
    public static Task<NinesRun> Of(params string[] args) => WithInput("", args);

    /// <summary>In a terminal of this many columns.</summary>
    public static Task<NinesRun> InColumns(int width, params string[] args) => Run("", width, args, CancellationToken.None);

    public static Task<NinesRun> WithInput(string standardInput, params string[] args) => Run(standardInput, 100, args, CancellationToken.None);

    /// <summary>A run that the user interrupts.</summary>
    public static Task<NinesRun> Cancelled(CancellationToken cancellation, params string[] args) => Run("", 100, args, cancellation);

    /// <summary>In another world.</summary>
    public static Task<NinesRun> In(Func<CommandHost, CommandHost> world, params string[] args) => Run("", 100, args, CancellationToken.None, world);

    private static async Task<NinesRun> Run(string standardInput, int width, string[] args, CancellationToken cancellation, Func<CommandHost, CommandHost>? world = null)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var host = new CommandHost(
            output, error, () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(standardInput)), args.FirstOrDefault() == "guard" ? TimeProvider.System : new FrozenDate(), width, IsTerminal: false);
        int code = await CommandLine.RunAsync(args, world?.Invoke(host) ?? host, cancellation);
        return new NinesRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Predicts an environment given as text, and answers with the unavailability of each journey.</summary>
    public static async Task<Dictionary<string, double>> Unavailabilities(string yaml, params string[] args)
    {
        NinesRun run = await WithInput(yaml, ["predict", "-", "-o", "json", .. args]);
        run.Error.ShouldBeEmpty();
        return run.Journeys().ToDictionary(
            journey => journey.GetProperty("name").GetString()!, journey => journey.GetProperty("unavailability").GetDouble());
    }

    /// <summary>The journeys of the first file of a JSON answer.</summary>
    public JsonElement[] Journeys() => [.. Json().GetProperty("files")[0].GetProperty("journeys").EnumerateArray()];

    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;

    /// <summary>A path of the repository.</summary>
    public static string At(params string[] parts) => Repository.File(string.Join('/', parts));
}

/// <summary>A clock that runs, on a date that stands still: outputs name the time and must still be comparable.</summary>
internal sealed class FrozenDate : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
}
