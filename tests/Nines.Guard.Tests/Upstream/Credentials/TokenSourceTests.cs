using System.Net;
using Nines.Guard.Tests.Upstream.Resilience;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Tests.Upstream.Credentials;

/// <summary>Requests of each way to sign in.</summary>
public sealed class TokenSourceTests : IDisposable
{
    private const string Scope = "https://management.azure.com/.default";
    private const string Good = """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"canary.token"}""";

    private readonly UpstreamBench _bench = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nines-credentials-");

    public TokenSourceTests() => _bench.Azure.Always(HttpStatusCode.OK, Good);

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Workload_identity_exchanges_the_current_token_of_its_file()
    {
        string file = Path.Combine(_folder.FullName, "token");
        CachedAccessTokens tokens = Tokens(new()
        {
            Kind = CredentialKind.WorkloadIdentity, Tenant = "11111111-2222-3333-4444-555555555555", ClientId = "app", FederatedTokenFile = file,
        });
        await File.WriteAllTextAsync(file, "first+assertion\n");
        (await tokens.GetAsync(Scope, default)).Value.ShouldBe("canary.token");
        SeenRequest seen = _bench.Azure.Seen.Single();
        seen.Method.ShouldBe("POST");
        seen.Address.ShouldBe(new Uri("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token"));
        seen.Body.Split('&').ShouldBe(
        [
            "client_id=app",
            "scope=https%3A%2F%2Fmanagement.azure.com%2F.default",
            "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
            "client_assertion=first%2Bassertion",
            "grant_type=client_credentials",
        ]);
        seen.Bearer.ShouldBeNull();

        await File.WriteAllTextAsync(file, "second");
        await tokens.GetAsync("https://graph.microsoft.com/.default", default);
        _bench.Azure.Seen[1].Body.ShouldContain("client_assertion=second&");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_secret_comes_from_the_settings_or_from_its_file(bool isInFile)
    {
        string file = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(file, "a&b=c d\r\n");
        CachedAccessTokens tokens = Tokens(new()
        {
            Kind = CredentialKind.ClientSecret,
            Authority = new Uri("https://login.chinacloudapi.example/"),
            Tenant = "contoso.example",
            ClientId = "app",
            ClientSecret = isInFile ? "not this one" : "a&b=c d",
            ClientSecretFile = isInFile ? file : "",
        });
        await tokens.GetAsync(Scope, default);
        SeenRequest seen = _bench.Azure.Seen.Single();
        seen.Address.ShouldBe(new Uri("https://login.chinacloudapi.example/contoso.example/oauth2/v2.0/token"));
        seen.Body.Split('&').ShouldBe(
            ["client_id=app", "scope=https%3A%2F%2Fmanagement.azure.com%2F.default", "client_secret=a%26b%3Dc%20d", "grant_type=client_credentials"]);
    }

    [Theory]
    [InlineData("", "?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com")]
    [InlineData("of several", "?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com&client_id=of%20several")]
    public async Task Managed_identity_asks_the_metadata_service_for_the_resource(string clientId, string query)
    {
        // The metadata service writes its numbers as texts.
        _bench.Azure.Always(HttpStatusCode.OK, $$"""{"access_token":"t","client_id":"x","expires_in":"86399","expires_on":"{{_bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 86399}}","resource":"y","token_type":"Bearer"}""");
        CachedAccessTokens tokens = Tokens(new() { Kind = CredentialKind.ManagedIdentity, ClientId = clientId });
        (await tokens.GetAsync(Scope, default)).NotAfter.ShouldBe(_bench.Clock.GetUtcNow().AddSeconds(86399));
        SeenRequest seen = _bench.Azure.Seen.Single();
        seen.Method.ShouldBe("GET");
        seen.Address.GetLeftPart(UriPartial.Path).ShouldBe("http://169.254.169.254/metadata/identity/oauth2/token");
        seen.Address.Query.ShouldBe(query);
        seen.Metadata.ShouldBe("true");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    public async Task An_AKS_token_service_gets_the_tenant_and_returns_the_end_of_the_token(string form)
    {
        long end = _bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 1000;
        _bench.Azure.Always(HttpStatusCode.OK, $$"""{"token_type":"Bearer","access_token":"t","expires_on":{{form.Replace("{0}", $"{end}")}}}""");
        CachedAccessTokens tokens = Tokens(new() { Kind = CredentialKind.AksTokenUrl, Tenant = "the \"tenant\"", TokenUrl = new Uri("https://tokens.example/authz/token") });
        (await tokens.GetAsync(Scope, default)).NotAfter.ToUnixTimeSeconds().ShouldBe(end);
        SeenRequest seen = _bench.Azure.Seen.Single();
        seen.Address.ShouldBe(new Uri("https://tokens.example/authz/token"));
        seen.Body.ShouldBe("""{"tenantID":"the \u0022tenant\u0022"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"access_token":"canary"}""")]
    [InlineData("""{"access_token":"","expires_in":10}""")]
    [InlineData("""{"access_token":5,"expires_in":10}""")]
    [InlineData("""{"access_token":"canary","access_token":"canary","expires_in":10}""")]
    [InlineData("""{"access_token":"canary\r\nHost: evil","expires_in":10}""")]
    [InlineData("""{"access_token":"canary","expires_in":"soon"}""")]
    [InlineData("""{"access_token":"canary","expires_in":-1}""")]
    [InlineData("""{"access_token":"canary","expires_in":1e3}""")]
    [InlineData("""{"access_token":"canary","expires_in":99999999999999}""")]
    [InlineData("""{"access_token":"canary","expires_in":10}{}""")]
    [InlineData("""{"access_token":"canary","expires_in":10""")]
    [InlineData("""{"access_token":"canary","expires_in":0}""")]
    [InlineData("""{"access_token":"canary","expires_on":1}""")]
    public async Task An_answer_without_a_valid_token_is_a_failure_that_quotes_none_of_it(string body)
    {
        _bench.Azure.Always(HttpStatusCode.OK, body);
        GuardUnavailableException failure = await FailAsync(Tokens(Secret()));
        failure.Part.ShouldBe("credential");
        failure.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_refusal_shows_its_codes_and_nothing_else()
    {
        _bench.Azure.Always(
            HttpStatusCode.Unauthorized,
            """{"error":"invalid_client","error_description":"AADSTS7000222: canary","error_codes":[7000222],"timestamp":"x","nested":{"error":"canary"}}""");
        GuardUnavailableException failure = await FailAsync(Tokens(Secret()));
        failure.Kind.ShouldBe(Unavailability.Lasting);
        failure.Message.ShouldBe("credential: https://login.microsoftonline.com gives the guard no token; it answered 401: invalid_client, AADSTS7000222");
        _bench.Azure.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        string file = Path.Combine(_folder.FullName, "absent");
        CredentialOptions options = Secret() with { ClientSecretFile = file };
        (await FailAsync(Tokens(options))).Message.ShouldBe($"credential: the file '{file}' with the client secret cannot be read (FileNotFoundException)");
        await File.WriteAllTextAsync(file, " \n");
        (await FailAsync(Tokens(options))).Message.ShouldBe($"credential: the file '{file}' with the client secret is empty");
        await File.WriteAllBytesAsync(file, [0xFF, 0xFE, 0x00]);
        (await FailAsync(Tokens(options))).Message.ShouldBe($"credential: the file '{file}' with the client secret is not text");
        await File.WriteAllBytesAsync(file, new byte[70_000]);
        (await FailAsync(Tokens(options))).Message.ShouldBe($"credential: the file '{file}' with the client secret is longer than 65536 bytes");
    }

    [Fact]
    public async Task No_text_form_contains_a_secret()
    {
        Secret().ToString().ShouldNotContain("canary");
        (await Tokens(Secret()).GetAsync(Scope, default)).ToString().ShouldNotContain("canary");
    }

    private static CredentialOptions Secret() => new() { Kind = CredentialKind.ClientSecret, Tenant = "t", ClientId = "app", ClientSecret = "canary" };

    private CachedAccessTokens Tokens(CredentialOptions options) => CredentialFactory.Create(options, _bench.Calls, _bench.Calls, _bench.Clock);

    private async Task<GuardUnavailableException> FailAsync(CachedAccessTokens tokens) =>
        (await _bench.Clock.FailAsync(tokens.GetAsync(Scope, default).AsTask())).ShouldBeOfType<GuardUnavailableException>();
}
