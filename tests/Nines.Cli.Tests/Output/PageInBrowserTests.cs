using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nines.Cli.Shared;
using Nines.Cli.Tests.Audit;
using Nines.Cli.Tests.BadInput;
using Nines.Cli.Verbs.Predict.Answers;
using Nines.Cli.Verbs.Predict.Html;
using Nines.Environments.Predictions;

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
    public async Task The_page_is_readable_and_accessible(Subject subject, ColorScheme scheme, int width)
    {
        await using View view = await OpenAsync(subject, scheme, width);
        await view.KeepAsync($"{subject}-{scheme}-{width}");

        await view.ShouldReadWellAsync();
    }

    /// <summary>What a user gets: the command line's own answer, further questions included, against its own JSON.</summary>
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task The_page_of_the_hybrid_example_shows_what_the_command_line_says(ColorScheme scheme, int width)
    {
        await using View view = await OpenAsync($"example-{scheme}-{width}", () => RealPage.Value, scheme, width);
        await view.KeepAsync($"example-{scheme}-{width}");
        await view.ShouldReadWellAsync();

        IPage page = view.Page;
        ILocator diagram = page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Block diagram: Serve a request" });
        (await diagram.IsVisibleAsync()).ShouldBeTrue();
        ILocator gateway = diagram.Locator("g.box", new LocatorLocatorOptions { HasText = "Application Gateway" });
        (await gateway.CountAsync()).ShouldBe(1);
        (await gateway.GetAttributeAsync("class") ?? string.Empty).ShouldContain("h5");
        (await diagram.Locator("text.domain").AllTextContentsAsync())
            .Distinct().ShouldBe(["region weu (westeurope)", "zone 1", "zone 2", "zone 3", "node pool3-0"], ignoreOrder: true);
        (await diagram.Locator("g.box", new LocatorLocatorOptions { HasText = "Pod shop-" }).CountAsync()).ShouldBe(6);

        JsonElement serve = (await RealJson.Value).Journeys().Single(journey => journey.GetProperty("name").GetString() == "serve");
        string number = Figures.Availability(serve.GetProperty("unavailability").GetDouble());
        (await page.Locator(".card", new PageLocatorOptions { HasText = "Serve a request" }).Locator(".figure").TextContentAsync()).ShouldBe(number);
        ILocator chart = page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Downtime by cause: Serve a request" });
        (await chart.Locator("rect.bar").CountAsync()).ShouldBe(serve.GetProperty("downtimeByCause").GetArrayLength());
        ILocator section = page.Locator("section", new PageLocatorOptions { Has = diagram });
        (await section.GetByRole(AriaRole.Heading, new LocatorGetByRoleOptions { Name = "Single points of failure" }).IsVisibleAsync()).ShouldBeTrue();
        (await section.GetByRole(AriaRole.Cell, new LocatorGetByRoleOptions { Name = "Application Gateway in weu", Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        foreach (string heading in (string[])["What if", "Improvements", "How it was computed", "Failure domains", "Sources"])
        {
            (await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task It_shows_the_diagram_and_the_numbers()
    {
        await using View view = await OpenAsync(Subject.Hybrid, ColorScheme.Light, 1280);
        IPage page = view.Page;
        (await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "hybrid", Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        ILocator diagram = page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "Block diagram: Serve a request" });
        (await diagram.IsVisibleAsync()).ShouldBeTrue();
        (await diagram.Locator("g.box").CountAsync()).ShouldBeGreaterThanOrEqualTo(11);
        (await diagram.Locator("text.domain").AllTextContentsAsync())
            .ShouldBe(["region weu (westeurope)", "zone 1", "zone 2", "zone 3"], ignoreOrder: true);
        (await diagram.Locator("g.box.h5").CountAsync()).ShouldBe(1);
        (await page.GetByText("99.93988 %").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.GetByText("99.99 %: missed, 6x the error budget").First.IsVisibleAsync()).ShouldBeTrue();
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
            await File.WriteAllBytesAsync(Path.Combine(folder, "hybrid.pdf"), pdf, TestLimit.Token);
        }

        await view.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        (await view.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(255, 255, 255)");
        (await view.Page.EvaluateAsync<string[]>(PageProbes.FaintText)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task The_losses_are_readable_on_a_phone_and_missed_objectives_come_first(int width)
    {
        await using View view = await OpenAsync($"losses-{width}", () => LossPage.Value, ColorScheme.Light, width);
        await view.KeepAsync($"losses-{width}");
        await view.ShouldReadWellAsync();
        IPage page = view.Page;

        (await page.Locator("header").TextContentAsync() ?? "").ShouldMatch(@"Written by nines \S+ on \d{4}-\d\d-\d\d \d\d:\d\d UTC from .*losses\.yaml\.");
        (await page.Locator("h2").AllTextContentsAsync()).Take(3).ShouldBe(["Objectives not met", "Recovery objectives", "Losses"]);
        (await page.Locator("section:has(#objectives) li").AllTextContentsAsync())
            .ShouldContain(text => text.StartsWith("Serve a request: RTO region 0:01:00, predicted ", StringComparison.Ordinal));
        (await page.GetByText("Region green").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.EvaluateAsync<string[]>(PageProbes.WiderThanPage)).ShouldBeEmpty();

        // Times in a column end at the same place and have the same form; on a phone each has its name beside it.
        ILocator times = page.Locator("section:has(#f1-losses) td.n");
        (await times.AllInnerTextsAsync()).ShouldAllBe(text => Regex.IsMatch(text, @"^(Mean |5 % |95 % )?\d+:\d\d:\d\d$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        (await times.First.Locator(".narrow").IsVisibleAsync()).ShouldBe(width < 620);
        if (width > 620)
        {
            (await page.EvaluateAsync<int>("""
                new Set([...document.querySelectorAll('#f1-losses ~ .scroll table:first-of-type td.n:last-child')].map(cell => Math.round(cell.getBoundingClientRect().right))).size
                """)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_losses_fit_on_paper_with_everything_unfolded()
    {
        await using View view = await OpenAsync("losses-print", () => LossPage.Value, ColorScheme.Dark, 688);
        IPage page = view.Page;
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        await view.KeepAsync("losses-print");

        (await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(255, 255, 255)");
        (await page.EvaluateAsync<string[]>(PageProbes.FaintText)).ShouldBeEmpty();
        (await page.EvaluateAsync<string[]>(PageProbes.WiderThanPage)).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        (await page.EvaluateAsync<int>("[...document.querySelectorAll('details table')].filter(table => table.getBoundingClientRect().height < 10).length")).ShouldBe(0);
        (await page.EvaluateAsync<int>("[...document.querySelectorAll('thead')].filter(head => head.getBoundingClientRect().height < 10).length")).ShouldBe(0);
    }

#pragma warning disable RS0030 // The tests' own switch: there is no composition root to read it at.
    private static string? Folder => Environment.GetEnvironmentVariable("NINES_SCREENSHOTS");
#pragma warning restore RS0030

    private static readonly Lazy<Task<NinesRun>> RealJson =
        new(() => NinesRun.Of("predict", NinesRun.At("examples", "hybrid.yaml"), "-o", "json"));

    private static readonly Lazy<Task<string>> RealPage = new(async () =>
    {
        NinesRun run = await NinesRun.Of(
            "predict", NinesRun.At("examples", "hybrid.yaml"), "-o", "html", "--explain", "serve", "--what-if", "lose:weu.zone1", "--advise", "--months", "200");
        run.Error.ShouldBeEmpty();
        return run.Output;
    });

    private static readonly Lazy<Task<string>> LossPage = new(async () =>
    {
        using var folder = new TemporaryFolder();
        string text = await File.ReadAllTextAsync(NinesRun.At("examples", "two-regions.yaml"), TestLimit.Token);
        int objectives = text.IndexOf("objectives:", StringComparison.Ordinal);
        string file = folder.Write("losses.yaml", text[..objectives] + """
            components:
              orders: { service: sqldb/zone-redundant, regions: [green, blue], data: { regions: asynchronous, lag: 5s } }
            journeys:
              search: { title: Search all orders, requires: [orders, { each: regions, of: egress }] }
            objectives:
              serve: { availability: 99.999%, rto: { zone: 1m, region: 1m, node: 15m, service: 30m } }
              search: { rto: { region: 1d, zone: 1h }, rpo: { zone: 0s, region: 5s, service: 1m } }
            """);
        return (await NinesRun.Of("predict", file, "-o", "html")).Output;
    });

    private static string Render(Subject subject)
    {
        ExplanationLine leaf = new("Traffic Manager: 99.99 %", null, null, "shared-services.yaml:7:41", []);
        ExplanationLine explained = new("Sign in: 99.97997 %", "A = A1 x A2", "0.9999 x 0.99989965", null, [leaf]);
        return subject switch
        {
            Subject.Compared => Page(explained, Sample.Hybrid(), Sample.Hybrid("better.yaml", 1e-5), Sample.SharedServices()),
            Subject.Large => Page(null, Sample.Large(100, 3, 50)),
            Subject.Awkward => Page(null, Sample.Awkward(), Sample.FaultTree()),
            _ => Page(null, Sample.Hybrid()),
        };
    }

    private static string Page(ExplanationLine? explanation, params ImmutableArray<Prediction> predictions) =>
        PredictionPage.Render(new PredictAnswer(predictions, explanation, [], null), SampleAudit.Stamp);

    private Task<View> OpenAsync(Subject subject, ColorScheme scheme, int width) =>
        OpenAsync($"{subject}-{scheme}-{width}", () => Task.FromResult(Render(subject)), scheme, width);

    private async Task<View> OpenAsync(string name, Func<Task<string>> render, ColorScheme scheme, int width)
    {
        Assert.SkipWhen(Browser.ExecutablePath is null, Browser.MissingReason);
        IPage page = await shared.Browser!.Chromium.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        View view = new(page);
        string file = Path.Combine(shared.Folder, $"{name}.html");
        await File.WriteAllTextAsync(file, await render(), TestLimit.Token);
        if (Folder is { } kept)
        {
            File.Copy(file, Path.Combine(kept, $"{name}.html"), overwrite: true);
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

        public async Task ShouldReadWellAsync()
        {
            Complaints.ShouldBeEmpty();
            Requests.ShouldBeEmpty();
            (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
            (await Page.EvaluateAsync<string[]>(PageProbes.FaintText)).ShouldBeEmpty();
            (await Page.EvaluateAsync<string[]>(PageProbes.SpilledText)).ShouldBeEmpty();
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
