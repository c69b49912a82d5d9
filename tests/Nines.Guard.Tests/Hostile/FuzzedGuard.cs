using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nines.Guard.Composition;
using Nines.Guard.Policy;
using Nines.Guard.Serving;
using Nines.Guard.Serving.Connections;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Received answer.</summary>
internal sealed record FuzzAnswer(int Status, string ContentType, long? ContentLength, byte[] Body);

/// <summary>The guard behind its server: everything from the request's features to the answer's, with nothing replaced.</summary>
internal sealed class FuzzedGuard : IAsyncDisposable
{
    public const int MaxBytes = 64 * 1024;
    public const string Canary = "cAnArY7f3a";
    public const string DeveloperToken = Canary + "-developer";
    public const string OperatorToken = Canary + "-operator-\u00e9\ud83d\ude00";

    public const string Policy = """
        rules:
        - {name: developers, groups: [developers], namespaces: [dev], verbs: [get, list, watch, create], resources: [pods, pods/log, services]}
        - {name: operators, groups: [operators], users: [olga], scope: cluster, verbs: ["*"], resources: ["*"]}
        - {name: probes, users: [11111111-2222-3333-4444-555555555555], scope: cluster, verbs: [get], nonResourcePaths: [/healthz, /livez/*]}
        """;

    private readonly Instruments _instruments = new();
    private readonly GuardLog _log;
    private readonly ReviewApplication _application;
    private readonly ReviewContext _context = new(TimeProvider.System);

    public FuzzedGuard(LoggedReviews logged = LoggedReviews.All, long maxBytes = MaxBytes)
    {
        AccessPolicy policy = GuardComposition.ReadPolicy(Encoding.UTF8.GetBytes(Policy), "policy.yaml").Value!;
        StaticTokenSet tokens = StaticTokenSet.Read($"{DeveloperToken},dana,7,\"developers\"\n{OperatorToken},olga,8,\"operators\"\n", "tokens.csv").Value!;
        var parts = new GuardParts(new StaticTokenAuthenticator(() => tokens), new PolicyAuthorizer(() => policy, denyUnmatched: true), [], []);
        _log = new GuardLog(Log, new LogFormat(hashUsers: false), TimeProvider.System, _instruments.LogLost);
        _application = new ReviewApplication(
            parts, new FairQueue(4, 4, 4), Budget, new ReviewLimitSettings(maxBytes, TimeSpan.FromSeconds(30)), new ReviewJournal(_log, _instruments, logged, 0),
            new CacheEndpoints("fuzzed", null, _log), TimeProvider.System);
    }

    public static byte[] CanaryBytes { get; } = Encoding.UTF8.GetBytes(Canary);

    public RequestBudget Budget { get; } = new(4, 64 << 20);

    public CheckedLog Log { get; } = new();

    public async Task<FuzzAnswer> AskAsync(HostileRequest asked)
    {
        var features = new FeatureCollection();
        var request = new HttpRequestFeature { Method = asked.Method, Path = asked.Path, Protocol = "HTTP/2" };
        request.Headers.ContentType = asked.ContentType;
        if (asked.Encoding is not null)
        {
            request.Headers.ContentEncoding = asked.Encoding;
        }

        var response = new HttpResponseFeature();
        using var output = new MemoryStream();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IRequestBodyPipeFeature>(new ArrivingBody(asked.Body, asked.Pieces, asked.Fault));
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(output));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        _context.Begin(features);
        try
        {
            await _application.ProcessRequestAsync(_context);
        }
        finally
        {
            _application.DisposeContext(_context, null);
        }

        return new FuzzAnswer(response.StatusCode, response.Headers.ContentType.ToString(), response.Headers.ContentLength, output.ToArray());
    }

    /// <summary>Ends the log.</summary>
    public async Task<ImmutableArray<string>> EndLogAsync()
    {
        await _log.DisposeAsync();
        return Log.Fault is { } fault ? [fault] : [];
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await Log.DisposeAsync();
        _context.Dispose();
        _instruments.Dispose();
    }
}
