using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.Guard.Integration.Tests.Azure;
using Nines.Guard.Integration.Tests.Redis;
using Nines.Guard.Integration.Tests.Site;
using Nines.Testing.Otlp;
using Nines.Testing.Processes;
using Nines.Testing.Redis;

namespace Nines.Guard.Integration.Tests.Hostile.Canaries;

/// <summary>Secrets go in everywhere; then everything that comes out is searched for them.</summary>
public sealed class SecretsTests
{
    private static readonly Uri s_tokens = new("/tokenreviews", UriKind.Relative);
    private static readonly Uri s_access = new("/subjectaccessreviews", UriKind.Relative);

    private static CancellationToken Cancel => TestLimit.Token;

    [Fact]
    public async Task Hostile_tokens_are_refused_and_no_secret_leaves_a_guard()
    {
        Assert.SkipWhen(StoreTesting.Missing is not null, StoreTesting.Missing ?? "");
        Canary known = Canary.New("a token of the file"), unknown = Canary.New("an unknown token"), header = Canary.New("a header"), query = Canary.New("a query");
        Canary fault = Canary.New("what Azure says"), broken = Canary.New("a broken file"), signing = Canary.New("a changed signing key");
        List<Canary> canaries =
        [
            known, unknown, header, query, fault, broken, signing, new("the client secret", FakeCompany.Secret), new("the password of Redis", StoreTesting.Password),
        ];
        var outputs = new Outputs();
        using var temporary = new TempFolder();
        await using FakeCompany company = await FakeCompany.StartAsync(TimeSpan.FromSeconds(30), Cancel);
        await using FakeAzureServer other = await FakeAzureServer.StartAsync(new FakeAzureOptions { TenantId = "11111111-2222-3333-4444-555555555555" }, Cancel);
        await using RedisNode redis = await StoreTesting.StartServerAsync(Cancel);
        await using RealProcess monitor = RealProcess.Start(
            "redis-cli", ["-p", redis.Port.ToString(CultureInfo.InvariantCulture), "MONITOR"], new Dictionary<string, string?> { ["REDISCLI_AUTH"] = redis.Password });
        await using var collector = new OtlpCollector();
        using var secrets = new TempFolder();
        await GuardProgram.RunAsync(Cancel, "guard", "init", "keys", "--out", secrets.Path);
        string keyFile = Directory.GetFiles(secrets.Path).Single();
        string tokenFile = secrets.Write("tokens.csv", $"{known.Secret},sam,7,\"staff\"\n");
        string[] Settings(TempFolder folder) =>
        [
            .. company.Settings(folder), "--tokens-file", tokenFile, "--cache-store", "redis", "--cache-redis-addresses",
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis.Port}"), "--cache-redis-password-file", folder.Write("redis-password", redis.Password),
            "--cache-key-file", keyFile, "--reload-interval", "100ms", "--drain-wait", "0s",
            "--telemetry-endpoint", collector.Address.AbsoluteUri, "--telemetry-trace-percent", "100",
        ];
        await using GuardSite site = await GuardSite.StartAsync(
            1, (folder, _) => Settings(folder), Cancel, new Dictionary<string, string?> { ["TMPDIR"] = temporary.Path });
        GuardReplica replica = site.Replicas[0];
        canaries.AddRange(SecretsOf("the keys of the cache", keyFile));
        canaries.AddRange(SecretsOf("the guard's private key", Path.Combine(site.Folder, "server.key")));
        using HttpClient client = site.Client(new Uri($"https://127.0.0.1:{replica.ReviewsPort}"));
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {header.Secret}");
        client.DefaultRequestHeaders.Add("Cookie", $"session={header.Secret}");

        // Everybody who is somebody, and everybody who is not.
        (await AskAsync(s_tokens, Token(known.Secret))).ShouldContain("\"username\":\"sam\"");
        (await AskAsync(s_tokens, Token(unknown.Secret))).ShouldContain("\"authenticated\":false");
        string good = company.DeveloperToken;
        canaries.AddRange(good.Split('.').Skip(1).Select(part => new Canary("a token of Entra ID", part)));
        canaries.Add(new("a token of Entra ID", good));
        (await AskAsync(s_tokens, Token(good))).ShouldContain($"\"username\":\"{FakeCompany.DeveloperName}\"");
        foreach ((string name, string token) in await HostileTokens.MakeAsync(company, other, Cancel))
        {
            (await AskAsync(s_tokens, Token(token))).ShouldNotContain("\"authenticated\":true", Case.Sensitive, name);
        }

        // Tokens where they do not belong.
        await AskAsync(new Uri($"/tokenreviews?token={Uri.EscapeDataString(query.Secret)}", UriKind.Relative), Token(unknown.Secret));
        await AskAsync(new Uri($"/{Uri.EscapeDataString(query.Secret)}", UriKind.Relative), Token(unknown.Secret));
        foreach (string body in (string[])
            [
                unknown.Secret, $"\"{unknown.Secret}\"", $"{{\"kind\":\"{unknown.Secret}\"}}", $"{{\"kind\":\"TokenReview\",\"apiVersion\":\"{unknown.Secret}\"}}", $"{{\"{unknown.Secret}\":1}}",
                Token(unknown.Secret)[..^1], Token(unknown.Secret) + unknown.Secret, Token(unknown.Secret).Replace("\"token\"", "\"token\":\"x\",\"token\"", StringComparison.Ordinal),
                $"{{\"spec\":{{\"token\":[\"{unknown.Secret}\"]}}}}", $"{{\"spec\":{{\"audiences\":[\"{unknown.Secret}\",1]}}}}",
            ])
        {
            await AskAsync(s_tokens, body);
        }

        // Decisions, with Azure as it should be and as it should not.
        await AskAsync(s_access, Access("dev"));
        Array.ForEach(
            (PathKind[])[PathKind.CheckAccess, PathKind.Token, PathKind.Graph, PathKind.Keys, PathKind.Operations],
            kind => company.Server.Faults.Set(kind, new Fault(Status: 400, Body: $"{{\"error\":\"invalid_client\",\"error_description\":\"{fault.Secret} {FakeCompany.Secret} {good}\",\"code\":\"{fault.Secret}\"}}")));
        await AskAsync(s_access, Access("one"));
        company.Server.Faults.SetAll(new Fault(Body: $"{fault.Secret} {good}"));
        await AskAsync(s_access, Access("two"));
        await AskAsync(s_tokens, Token(company.Server.Tokens.Issue(new(FakeCompany.Developer, FakeAzure.Tokens.TokenRequest.AksServer, Groups: FakeAzure.Tokens.GroupClaims.Overage))));
        company.GoDown();
        await AskAsync(s_access, Access("three"));

        // Files that break while they are in use.
        File.WriteAllText(tokenFile, $"{broken.Secret},\"{broken.Secret}\n{broken.Secret}\n{known.Secret},a,b\n{known.Secret},a,b\n");
        File.WriteAllText(keyFile, File.ReadAllText(keyFile) + signing.Secret + "\n");
        File.WriteAllText(Path.Combine(site.Folder, "server.key"), $"-----BEGIN PRIVATE KEY-----\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(broken.Secret + broken.Secret))}\n-----END PRIVATE KEY-----\n");
        await replica.Process.WaitUntilAsync(
            async stop => await replica.MetricAsync("nines_guard_reloads_total", stop, "outcome=\"failed\"") >= 3, TimeSpan.FromSeconds(20), Cancel);

        outputs.Add("/metrics", await replica.OperationsAsync("/metrics", Cancel) ?? "");
        outputs.Add("/readyz", await OperationsAsync(replica, "/readyz"));
        string names = await redis.AskAsync(Cancel, "KEYS", "*");
        names.ShouldNotBeEmpty();
        outputs.Add("the names in Redis", names);
        foreach (string name in names.Split('\n'))
        {
            outputs.Add("Redis", await redis.AskAsync(Cancel, "--raw", "DUMP", name) + await redis.AskAsync(Cancel, "--raw", "GET", name));
        }

        string[] cache = ["guard", "cache", "--server", $"https://localhost:{replica.ReviewsPort}", "--ca", Path.Combine(site.Folder, "ca.crt"), "--certificate", Path.Combine(site.Folder, "client.crt"), "--key", Path.Combine(site.Folder, "client.key")];
        outputs.Add("guard cache", await PrintedAsync(null, cache));
        outputs.Add("guard cache -o json", await PrintedAsync(null, [.. cache, "-o", "json"]));
        await replica.Process.SignalAsync("TERM", Cancel);
        await replica.Process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(40), Cancel);
        await monitor.KillAsync(Cancel);
        monitor.Output.ShouldContain("GETEX", Case.Insensitive);
        outputs.Add("MONITOR of Redis", monitor.Output);
        collector.Bodies.ShouldNotBeEmpty();
        Array.ForEach([.. collector.Bodies], body => outputs.Add("a trace or a metric that was sent", body));
        replica.Process.Output.ShouldContain("reload-failed");
        replica.Process.Output.ShouldContain("\"kind\":\"token\"");
        outputs.Add("the log", replica.Process.Output);
        foreach (string file in Directory.EnumerateFiles(temporary.Path, "*", SearchOption.AllDirectories))
        {
            outputs.Add($"the temporary file {file}", await File.ReadAllBytesAsync(file, Cancel));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{outputs.Bytes} bytes of output, {canaries.Count} canaries");
        outputs.Leaks(canaries).ShouldBeEmpty();

        async Task<string> AskAsync(Uri path, string body)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await client.PostAsync(path, content, Cancel);
            string text = await response.Content.ReadAsStringAsync(Cancel);
            outputs.Add($"an answer of {path.OriginalString[..Math.Min(12, path.OriginalString.Length)]}", $"{response.Headers}{response.Content.Headers}{text}");
            return text;
        }
    }

    [Fact]
    public async Task Printed_settings_and_errors_contain_no_secret()
    {
        Canary secret = Canary.New("a secret");
        using var folder = new TempFolder();
        string pem = folder.Write("broken.pem", $"-----BEGIN PRIVATE KEY-----\n{secret.Secret}\n-----END PRIVATE KEY-----\n");
        string empty = folder.Write("empty.pem", "");
        string tokens = folder.Write("tokens.csv", $"{secret.Secret},a\n\"{secret.Secret}\n{secret.Secret},\n,{secret.Secret}\n");
        string tls = $"tls: {{certificate: {pem}, key: {pem}, clientCa: {pem}}}\n";
        string[] files =
        [
            $"{tls}azure: {{clientSecret: {secret.Secret}, clientSecretFile: 7}}\n",
            $"{tls}azure: {{clientSecret: [{secret.Secret}]}}\n",
            $"{tls}azure: {{clientSecret: {{{secret.Secret}: 1}}}}\n",
            $"{tls}azure: {{clientSecret: \"{secret.Secret}\n",
            $"{tls}azure:\n  clientSecret: {secret.Secret}\n clientSecret: {secret.Secret}: x\n",
            $"{tls}azure: {{clientSecrets: {secret.Secret}}}\n",
            $"{tls}azure: {secret.Secret}\n",
            $"{tls}entra: {{authority: \"https://me:{secret.Secret}@login.example\"}}\n",
            $"{tls}azure: {{tokenUrl: \"https://login.example/token?code={secret.Secret}\"}}\n",
            $"{tls}telemetry: {{endpoint: \"me:{secret.Secret}@collector:4317\"}}\n",
            $"{tls}cache: {{store: redis, keyFile: {pem}, redis: {{addresses: [\"redis://:{secret.Secret}@redis:6379\", \":{secret.Secret}@redis\"]}}}}\n",
            $"{tls}tokens: {{file: {tokens}}}\n",
            $"{tls}cache: {{store: redis, keyFile: {pem}, redis: {{addresses: [localhost], passwordFile: {empty}, tls: true, ca: {pem}}}}}\n",
        ];
        List<(string Where, Task<string> Output)> runs = [];
        foreach (string verb in (string[])["serve", "config"])
        {
            // Both read the same way; those that are right but for what they lead to are printed by config.
            foreach ((string text, int number) in files.Select((text, number) => (text, number)).Skip(verb == "serve" ? 0 : 7))
            {
                runs.Add(($"{verb} with file {number}", PrintedAsync(null, "guard", verb, "--config", folder.Write($"{verb}{number}.yaml", text))));
                await Task.WhenAll(runs.Select(run => run.Output).Skip(Math.Max(0, runs.Count - 4)).Take(1));
            }
        }

        string good = folder.Write("good.yaml", """
            tls: {certificate: a, key: b, clientCa: c}
            entra: {tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47, audiences: [a]}
            azure: {credential: client-secret, clientId: 90000000-0000-0000-0000-0000000000a1}
            """);
        (string Variable, string Value)[] variables =
        [
            ("NINES_GUARD_AZURE_CLIENT_SECRET", secret.Secret), ("NINES_GUARD_AZURE_CLIENT_SECRETT", secret.Secret), ("NINES_GUARD_AZURE_TOKEN_URL", $"https://x:{secret.Secret}@y"),
        ];
        runs.AddRange(variables.Select(variable => (
            variable.Variable, PrintedAsync(new Dictionary<string, string?> { [variable.Variable] = variable.Value }, "guard", "config", "--config", good))));
        runs.Add(("a flag that is none", PrintedAsync(null, "guard", "config", "--config", good, "--azure-client-secret", secret.Secret)));
        runs.Add(("a flag that is none, in one word", PrintedAsync(null, "guard", "serve", "--config", good, $"--azure-client-secret={secret.Secret}")));
        runs.Add(("a flag with a URL", PrintedAsync(null, "guard", "config", "--config", good, "--entra-authority", $"https://x:{secret.Secret}@y")));
        runs.Add(("check", PrintedAsync(null, "guard", "check", "--config", Path.Combine(folder.Path, "serve11.yaml"))));
        var outputs = new Outputs();
        foreach ((string where, Task<string> output) in runs)
        {
            (await output).ShouldNotBeEmpty(where);
            outputs.Add(where, await output);
        }

        (await PrintedAsync(new Dictionary<string, string?> { ["NINES_GUARD_AZURE_CLIENT_SECRET"] = secret.Secret }, "guard", "config", "--config", good)).ShouldContain("********");
        outputs.Leaks([secret]).ShouldBeEmpty();
    }

    [Fact]
    public void A_canary_is_found_in_every_shape()
    {
        Canary canary = Canary.New("a canary");
        byte[] raw = Encoding.UTF8.GetBytes(canary.Secret);
        (string Text, string Shape)[] shapes =
        [
            (canary.Secret, "as it is"), (Convert.ToBase64String(raw), "base64"), (Convert.ToBase64String([1, .. raw, 2]), "base64"), (Convert.ToBase64String([1, 2, .. raw]), "base64"),
            (Base64Url.EncodeToString(raw), "base64url"), (Uri.EscapeDataString(canary.Secret), "url-encoded"), (Convert.ToHexStringLower(raw), "hexadecimal"),
            (Convert.ToHexStringLower(SHA256.HashData(raw)), "SHA-256"), (Convert.ToBase64String(SHA256.HashData(raw)), "SHA-256"),
        ];
        foreach ((string text, string shape) in shapes)
        {
            var outputs = new Outputs();
            outputs.Add("here", $"something {text} else");
            outputs.Leaks([canary]).ShouldContain($"a canary, {shape}, in here");
        }

        var clean = new Outputs();
        clean.Add("there", "something else");
        clean.Leaks([canary]).ShouldBeEmpty();
        clean.Add("there", "eyJhbGciOiJSUzI1NiJ9.x.y");
        clean.Leaks([canary]).Count.ShouldBe(1);
    }

    private static async Task<string> PrintedAsync(IReadOnlyDictionary<string, string?>? environment, params IEnumerable<string> arguments)
    {
        await using RealProcess process = GuardProgram.Start(environment, arguments);
        await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        return process.Output;
    }

    private static async Task<string> OperationsAsync(GuardReplica replica, string path)
    {
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.GetAsync(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{replica.OperationsPort}{path}")), Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    // The lines of a file that hold something to keep.
    private static IEnumerable<Canary> SecretsOf(string name, string file) =>
        File.ReadAllText(file).Split([' ', '\n', '"', '\'', ':'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= 40 && !word.Contains('-', StringComparison.Ordinal)).Select(word => new Canary(name, word));

    private static string Token(string token) => $$$"""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{{token}}}"}}""";

    private static string Access(string place) => $$$"""
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"{{{FakeCompany.DeveloperName}}}",
        "extra":{"oid":["{{{FakeCompany.Developer}}}"]},"resourceAttributes":{"verb":"list","version":"v1","resource":"pods","namespace":"{{{place}}}"} } }
        """;
}
