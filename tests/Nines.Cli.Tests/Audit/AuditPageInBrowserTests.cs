using Microsoft.Playwright;
using Nines.Audits;
using Nines.Cli.Tests.Output;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Html;
using Nines.Domains;
using Nines.Text;

namespace Nines.Cli.Tests.Audit;

/// <summary>Uses the page as a reader does, from a file. Set NINES_SCREENSHOTS to a folder to keep what it saw.</summary>
public sealed class AuditPageInBrowserTests(PageInBrowserTests.SharedBrowser shared) : IClassFixture<PageInBrowserTests.SharedBrowser>
{
    public static TheoryData<ColorScheme, int> Views => new()
    {
        { ColorScheme.Light, 1280 }, { ColorScheme.Dark, 1280 }, { ColorScheme.Dark, 400 },
    };

    /// <summary>For every domain of the sample: what the page says dies is what the report counted.</summary>
    [Theory]
    [InlineData("zone")]
    [InlineData("fault-domain")]
    [InlineData("update-domain")]
    public async Task Clicking_a_failure_domain_shows_the_losses_of_the_report(string key)
    {
        AuditReport report = SampleAudit.Shop();
        await using View view = await OpenAsync("click-" + key, report, ColorScheme.Light, 1280);
        DomainLevel level = report.Domains.Level(key)!;
        foreach (DomainNodes domain in report.Domains.Of(level))
        {
            await view.Page.Locator("#domains").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = domain.Domain.Label, Exact = true }).ClickAsync();

            (await view.Page.Locator("#loss h3").TextContentAsync()).ShouldBe($"Without {domain.Domain.Label}");
            (string[] dies, string[] holds) = Expected(report, level, domain.Domain.Id);
            (await RowsAsync(view.Page, "dies")).ShouldBe(dies, ignoreOrder: true);
            (await RowsAsync(view.Page, "holds")).ShouldBe(holds, ignoreOrder: true);
            (await view.Page.Locator("#map .node.lost").CountAsync()).ShouldBe(domain.Nodes.Length);
        }

        await view.KeepAsync("audit-clicked-" + key);
        view.ShouldBeQuiet();
    }

    [Fact]
    public async Task Clicking_the_map_shows_the_same_losses()
    {
        AuditReport report = SampleAudit.Shop();
        await using View view = await OpenAsync("map", report, ColorScheme.Light, 1280);
        DomainLevel zones = report.Domains.Level("zone")!;

        await view.Page.Locator("#map .column .title").First.ClickAsync();
        (await RowsAsync(view.Page, "dies")).ShouldBe(Expected(report, zones, "weu-1").Dies, ignoreOrder: true);

        await view.Page.Locator("#map").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { NameString = "z1n0:" }).ClickAsync();
        (string[] dies, string[] holds) = Expected(report, report.Domains.Level("node")!, "z1n0");
        (await view.Page.Locator("#loss h3").TextContentAsync()).ShouldBe("Without z1n0");
        (await RowsAsync(view.Page, "dies")).ShouldBe(dies, ignoreOrder: true);
        (await RowsAsync(view.Page, "holds")).ShouldBe(holds, ignoreOrder: true);

        await view.Page.Locator("#map").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { NameString = "z1n0:" }).ClickAsync();
        (await view.Page.Locator("#loss").TextContentAsync()).ShouldBe("Choose a failure domain.");
        (await view.Page.Locator(".lost").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Choosing_a_workload_marks_the_nodes_of_its_pods()
    {
        AuditReport report = SampleAudit.Shop();
        await using View view = await OpenAsync("choose", report, ColorScheme.Light, 1280);
        (await view.Page.Locator("#map .node.has").CountAsync()).ShouldBe(3);

        await view.Page.Locator("#workload").SelectOptionAsync(new SelectOptionValue { Label = "shop/Deployment/queue" });
        (await view.Page.Locator("#map .node.has").EvaluateAllAsync<string[]>("nodes => nodes.map(node => node.title)"))
            .ShouldBe(["z1n0: 1 serving pod", "z2n0: 1 serving pod"]);
        (await view.Page.Locator("#map .node.idle").GetAttributeAsync("title")).ShouldBe("z3n0: 0 serving pods, 1 not serving");

        await view.Page.Locator("#findings button.subject", new PageLocatorOptions { HasText = "shop/Deployment/cart" }).First.ClickAsync();
        (await view.Page.Locator("#map .node.has").CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task The_list_can_be_filtered()
    {
        AuditReport report = SampleAudit.Shop();
        await using View view = await OpenAsync("filter", report, ColorScheme.Light, 1280);
        ILocator rows = view.Page.Locator("#findings tbody tr:visible");
        (await rows.CountAsync()).ShouldBe(report.Findings.Length);

        await view.Page.Locator("input[name=level][value=error]").UncheckAsync();
        (await rows.CountAsync()).ShouldBe(report.Findings.Count(finding => finding.Severity != Severity.Error));
        await view.Page.Locator("#search").FillAsync("BASKET");
        (await rows.CountAsync()).ShouldBe(1);
        (await view.Page.Locator("#shown").TextContentAsync()).ShouldBe($"1 finding of {report.Findings.Length} shown");
        await view.Page.Locator("#code").SelectOptionAsync("NINE101");
        (await rows.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task It_can_be_used_without_a_mouse()
    {
        await using View view = await OpenAsync("keys", SampleAudit.Shop(), ColorScheme.Light, 1280);
        (await view.Page.Locator("#map .node[tabindex='0']").CountAsync()).ShouldBe(1);
        await view.Page.Locator("#map .node").First.FocusAsync();
        await view.Page.Keyboard.PressAsync("ArrowRight");
        await view.Page.Keyboard.PressAsync("End");
        await view.Page.Keyboard.PressAsync("ArrowLeft");
        await view.Page.Keyboard.PressAsync("Enter");

        (await view.Page.Locator("#loss h3").TextContentAsync())!.ShouldStartWith("Without z3");
        (await view.Page.Locator("#map .node[tabindex='0']").CountAsync()).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task The_page_is_readable_and_accessible(ColorScheme scheme, int width)
    {
        await using View view = await OpenAsync($"reads-{scheme}-{width}", SampleAudit.Shop(), scheme, width);
        await view.Page.Locator("#map .column .title").First.ClickAsync();
        await view.KeepAsync($"audit-{scheme}-{width}");

        view.ShouldBeQuiet();
        (await view.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        (await view.Page.EvaluateAsync<string[]>(PageProbes.FaintText)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(400)]
    public async Task Hostile_names_have_no_effect(int width)
    {
        await using View view = await OpenAsync($"hostile-{width}", AuditPageTests.Hostile(), ColorScheme.Light, width);
        await view.Page.Locator("#map .column .title").First.ClickAsync();
        await view.Page.Locator("#map .node").Last.ClickAsync();
        await view.KeepAsync($"audit-hostile-{width}");

        view.ShouldBeQuiet();
        (await view.Page.TitleAsync()).ShouldEndWith(": audit");
        (await view.Page.Locator("img").CountAsync()).ShouldBe(0);
        (await view.Page.Locator("#loss tbody tr").CountAsync()).ShouldBe(2);
        (await view.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
    }

    [Fact]
    public async Task Without_JavaScript_the_findings_are_readable()
    {
        Assert.SkipWhen(Browser.ExecutablePath is null, Browser.MissingReason);
        string file = Path.Combine(shared.Folder, "no-script.html");
        await File.WriteAllTextAsync(file, AuditPage.Render(new AuditAnswer(SampleAudit.Shop()), SampleAudit.Stamp));
        await using IBrowserContext context = await shared.Browser!.Chromium.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(file).AbsoluteUri);

        (await page.Locator("#findings tbody tr:visible").CountAsync()).ShouldBe(SampleAudit.Shop().Findings.Length);
        (await page.Locator("#without-script").IsVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_large_cluster_is_shown_by_groups()
    {
        SampleAudit.Load[] loads = [.. Enumerable.Range(0, 30).Select(index => new SampleAudit.Load("shop", $"app{index}", 2, $"z1n{index}", $"z1n{index + 6}", $"z2n{index}"))];
        AuditReport report = SampleAudit.Of(SampleAudit.ThreeZones(1_666), loads);
        await using View view = await OpenAsync("large", report, ColorScheme.Light, 1280);
        await view.Page.Locator("#domains").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "zone weu-1", Exact = true }).ClickAsync();
        await view.KeepAsync("audit-large");

        (await RowsAsync(view.Page, "dies")).ShouldBe(Expected(report, report.Domains.Level("zone")!, "weu-1").Dies, ignoreOrder: true);
        (await view.Page.Locator("#map .node").CountAsync()).ShouldBe(18);
        view.ShouldBeQuiet();
    }

    private static (string[] Dies, string[] Holds) Expected(AuditReport report, DomainLevel level, string domain)
    {
        (string Line, bool Dies)[] rows =
        [
            .. from workload in report.Workloads
               where workload.Requirement is not null
               from loss in workload.Losses.Single(loss => loss.Level == level).Losses
               where loss.Domain.Id == domain
               select ($"{workload.Workload.Name} {loss.Lost} {loss.Left} {workload.Requirement!.Pods}", loss.Left < workload.Requirement.Pods),
        ];
        return ([.. rows.Where(row => row.Dies).Select(row => row.Line)], [.. rows.Where(row => !row.Dies).Select(row => row.Line)]);
    }

    private static Task<string[]> RowsAsync(IPage page, string table) => page.Locator($"#loss table.{table} tbody tr")
        .EvaluateAllAsync<string[]>("rows => rows.map(row => [...row.cells].map(cell => cell.textContent).join(' '))");

    private async Task<View> OpenAsync(string name, AuditReport report, ColorScheme scheme, int width)
    {
        Assert.SkipWhen(Browser.ExecutablePath is null, Browser.MissingReason);
        IPage page = await shared.Browser!.Chromium.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        var view = new View(page);
        string file = Path.Combine(shared.Folder, $"audit-{name}.html");
        await File.WriteAllTextAsync(file, AuditPage.Render(new AuditAnswer(report), SampleAudit.Stamp));
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        view.Requests.Remove(new Uri(file).AbsoluteUri);
        return view;
    }

    private sealed class View : IAsyncDisposable
    {
        public View(IPage page)
        {
            Page = page;
            page.SetDefaultTimeout(20_000);
            page.Console += (_, message) => Complaints.Add(message.Text);
            page.PageError += (_, error) => Complaints.Add(error);
            page.Request += (_, request) => Requests.Add(request.Url);
        }

        public IPage Page { get; }

        public List<string> Complaints { get; } = [];

        public List<string> Requests { get; } = [];

        public void ShouldBeQuiet()
        {
            Complaints.ShouldBeEmpty();
            Requests.ShouldBeEmpty();
        }

        public async Task KeepAsync(string name)
        {
            if (Folder is { } folder)
            {
                await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
            }
        }

        public async ValueTask DisposeAsync() => await Page.CloseAsync();
    }

#pragma warning disable RS0030 // The tests' own switch: there is no composition root to read it at.
    private static string? Folder => Environment.GetEnvironmentVariable("NINES_SCREENSHOTS");
#pragma warning restore RS0030
}
