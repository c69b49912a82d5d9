using System.Collections.Immutable;
using Microsoft.Playwright;
using Nines.Cli.Output.Html;
using Nines.Design.Predicting;

namespace Nines.Cli.Tests.Output;

/// <summary>Looks at the page the way a reader does. Set NINES_SCREENSHOTS to a folder to keep what it saw.</summary>
public sealed class PageInBrowserTests(PageInBrowserTests.SharedBrowser shared) : IClassFixture<PageInBrowserTests.SharedBrowser>
{
    public enum Subject
    {
        Hybrid,
        Compared,
        Large,
        Awkward,
    }

    public static TheoryData<Subject, ColorScheme, int> Views
    {
        get
        {
            TheoryData<Subject, ColorScheme, int> views = [];
            foreach (Subject subject in Enum.GetValues<Subject>())
            {
                views.Add(subject, ColorScheme.Light, 1280);
                views.Add(subject, ColorScheme.Dark, 1280);
                views.Add(subject, ColorScheme.Dark, 400);
            }

            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task It_reads_well(Subject subject, ColorScheme scheme, int width)
    {
        await using View view = await OpenAsync(subject, scheme, width);
        await view.KeepAsync($"{subject}-{scheme}-{width}");

        view.Complaints.ShouldBeEmpty();
        view.Requests.ShouldBeEmpty();
        int overflow = await view.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0);
        string[] faint = await view.Page.EvaluateAsync<string[]>(PageProbes.FaintText);
        faint.ShouldBeEmpty();
        string[] spilled = await view.Page.EvaluateAsync<string[]>(PageProbes.SpilledText);
        spilled.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_shows_the_diagram_and_the_numbers()
    {
        await using View view = await OpenAsync(Subject.Hybrid, ColorScheme.Light, 1280);
        IPage page = view.Page;
        (await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "hybrid", Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        ILocator diagram = page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Block diagram: Serve a request" });
        (await diagram.IsVisibleAsync()).ShouldBeTrue();
        (await diagram.Locator("g.box").CountAsync()).ShouldBeGreaterThanOrEqualTo(14);
        (await diagram.Locator("text.domain").AllTextContentsAsync())
            .ShouldBe(["region weu (westeurope)", "zone 1", "zone 2", "zone 3"], ignoreOrder: true);
        (await diagram.Locator("g.box.h5").CountAsync()).ShouldBe(1);
        (await page.GetByText("99.93988 %").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.GetByText("99.99 %: missed, 6x the budget").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Failure domains of hybrid" }).IsVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task It_prints()
    {
        await using View view = await OpenAsync(Subject.Hybrid, ColorScheme.Dark, 1280);
        byte[] pdf = await view.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true });
        pdf.Length.ShouldBeGreaterThan(10_000);
        if (Folder is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "hybrid.pdf"), pdf, TestContext.Current.CancellationToken);
        }

        await view.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        (await view.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(255, 255, 255)");
        (await view.Page.EvaluateAsync<string[]>(PageProbes.FaintText)).ShouldBeEmpty();
    }

#pragma warning disable RS0030 // The tests' own switch: there is no composition root to read it at.
    private static string? Folder => Environment.GetEnvironmentVariable("NINES_SCREENSHOTS");
#pragma warning restore RS0030

    private static string Render(Subject subject)
    {
        ExplanationLine leaf = new("Traffic Manager: 99.99 %", null, null, "shared-services.yaml:7:41", []);
        ImmutableArray<ExplanationLine> explained =
            [new ExplanationLine("Sign in: 99.97997 %", "A = A1 x A2", "0.9999 x 0.99989965", null, [leaf])];
        return subject switch
        {
            Subject.Compared => PredictionPage.Render(
                [Sample.Hybrid(), Sample.Hybrid("better.yaml", 1e-5), Sample.SharedServices()], explained),
            Subject.Large => PredictionPage.Render([Sample.Large(100, 3, 50)]),
            Subject.Awkward => PredictionPage.Render([Sample.Awkward(), Sample.FaultTree()]),
            _ => PredictionPage.Render([Sample.Hybrid()]),
        };
    }

    private async Task<View> OpenAsync(Subject subject, ColorScheme scheme, int width)
    {
        Assert.SkipWhen(Browser.ExecutablePath is null, Browser.MissingReason);
        IPage page = await shared.Browser!.Chromium.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        View view = new(page);
        string file = Path.Combine(shared.Folder, $"{subject}-{scheme}-{width}.html");
        await File.WriteAllTextAsync(file, Render(subject), TestContext.Current.CancellationToken);
        if (Folder is { } kept)
        {
            File.Copy(file, Path.Combine(kept, $"{subject}.html"), overwrite: true);
        }

        await page.GotoAsync(new Uri(file).AbsoluteUri);
        view.Requests.Remove(new Uri(file).AbsoluteUri);
        return view;
    }

    private sealed class View : IAsyncDisposable
    {
        public View(IPage page)
        {
            Page = page;
            page.Console += (_, message) => Complaints.Add(message.Text);
            page.PageError += (_, error) => Complaints.Add(error);
            page.Request += (_, request) => Requests.Add(request.Url);
        }

        public IPage Page { get; }
        public List<string> Complaints { get; } = [];
        public List<string> Requests { get; } = [];

        public async Task KeepAsync(string name)
        {
            if (Folder is { } folder)
            {
                await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
            }
        }

        public async ValueTask DisposeAsync() => await Page.CloseAsync();
    }

    /// <summary>One browser for the class; none when none is installed.</summary>
    public sealed class SharedBrowser : IAsyncLifetime
    {
        public Browser? Browser { get; private set; }
        public string Folder { get; private set; } = string.Empty;

        public async ValueTask InitializeAsync()
        {
            Folder = Directory.CreateTempSubdirectory("nines-page-").FullName;
            Browser = Browser.ExecutablePath is null ? null : await Browser.LaunchAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (Browser is not null)
            {
                await Browser.DisposeAsync();
            }

            Directory.Delete(Folder, recursive: true);
        }
    }
}
