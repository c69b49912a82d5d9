using System.Security.Authentication;

namespace Nines.Benchmarks.Guard.Stub;

/// <summary>Way from a request to the stub's answer.</summary>
internal enum StubStyle
{
    /// <summary>WebApplication with one terminal delegate: HttpContext, hosting, no routing.</summary>
    Slim,

    /// <summary>Kestrel with an IHttpApplication of its own that reads features and makes no HttpContext.</summary>
    Bare,

    /// <summary>Kestrel's transport and TLS with a hand-written reader of HTTP/1.1 on top: what HTTP itself costs.</summary>
    Raw,
}

/// <summary>Settings of the stub server that may matter for its cost; what is null stays as the framework has it.</summary>
internal sealed record StubOptions
{
    public required int Port { get; init; }

    public required string Pki { get; init; }

    public StubStyle Style { get; init; } = StubStyle.Bare;

    public SslProtocols? Tls { get; init; }

    /// <summary>No logging; the default of WebApplication writes two lines to the console for each request.</summary>
    public bool Quiet { get; init; }

    public bool Inline { get; init; }

    public int? Queues { get; init; }

    public bool NoCompression { get; init; }

    public int? ConnectionWindow { get; init; }

    public bool NoResume { get; init; }

    public bool NoWaitForData { get; init; }

    /// <summary>Ask the caller to go elsewhere (GOAWAY) with every so many requests; 0 never. Bare style only.</summary>
    public int GoAwayEvery { get; init; }

    /// <summary>Answer only so many requests and let the rest wait for ever; 0 answers all. Bare style only.</summary>
    public int SilentAfter { get; init; }

    /// <summary>Answers wait this long, to try the generator against a known latency.</summary>
    public TimeSpan Delay { get; init; }
}
