using Microsoft.Playwright;

namespace Nines.Cli.Tests.Output;

/// <summary>
/// A Chromium that is installed on this machine, driven through Playwright. Playwright's own browsers are never fetched:
/// nothing here calls its installer.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private readonly IPlaywright _playwright;

    private Browser(IPlaywright playwright, IBrowser chromium)
    {
        _playwright = playwright;
        Chromium = chromium;
    }

    public IBrowser Chromium { get; }

    /// <summary>Where the browser is: the variable NINES_CHROMIUM, else the first of its usual names on the path; null when there is none.</summary>
    public static string? ExecutablePath { get; } = Find();

    /// <summary>Why browser tests cannot run.</summary>
    public const string MissingReason =
        "No Chromium: neither NINES_CHROMIUM names one nor is chromium, chromium-browser or google-chrome on the path.";

    /// <exception cref="InvalidOperationException">No browser is installed.</exception>
    public static async Task<Browser> LaunchAsync()
    {
        string path = ExecutablePath ?? throw new InvalidOperationException(MissingReason);
        IPlaywright playwright = await Playwright.CreateAsync();
        try
        {
            IBrowser chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Args = Arguments,
                Headless = true,
                Timeout = 60_000,
            });
            return new Browser(playwright, chromium);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _playwright.Dispose();
    }

#pragma warning disable RS0030 // Where the machine keeps its browser: there is no composition root to read it at.
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NINES_CHROMIUM") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
#pragma warning restore RS0030
}
