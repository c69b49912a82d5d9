using Nines.Testing.Processes;

namespace Nines.Testing.Site;

/// <summary>The program as users start it, built beside these tests.</summary>
public static class GuardProgram
{
    private static readonly string s_program = Built("Nines.Cli");

    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>
    {
        // As the image sets them: bench/results/guard-floor.md.
        ["DOTNET_GCgen0size"] = "0x400000",
        ["DOTNET_GCRegionSize"] = "0x100000",
        ["MALLOC_ARENA_MAX"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
    };

    // The tests lie in artifacts/bin/PROJECT/CONFIGURATION.
    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    /// <summary>The program of a project, of the configuration that runs now.</summary>
    public static string Built(string project) => Repository.File($"artifacts/bin/{project}/{Configuration}/{project}.dll");

    /// <param name="program">Another program than <c>nines</c>.</param>
    public static RealProcess Start(IReadOnlyDictionary<string, string?>? environment, IEnumerable<string> arguments, string? program = null) =>
        RealProcess.Start(
            "dotnet", [program ?? s_program, .. arguments], environment is null ? Environment : new Dictionary<string, string?>(Environment.Concat(environment)));

    /// <summary>Runs a verb to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(CancellationToken cancellation, params IEnumerable<string> arguments)
    {
        await using RealProcess process = Start(null, arguments);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? process.Output
            : throw new InvalidOperationException($"nines {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{process.Output}");
    }
}
