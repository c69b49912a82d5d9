using System.Security.Cryptography.X509Certificates;

namespace Nines.FakeAzure;

/// <summary>Options of a <see cref="FakeAzureServer"/>.</summary>
internal sealed record FakeAzureOptions
{
    public const string UsualTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    public string TenantId { get; init; } = UsualTenant;

    /// <summary>On the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>With its private key; plain HTTP when null. It should be good for 127.0.0.1.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>For lifetimes, latency, throttling and the times of the log.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Of the jitter of latency, and of which calls a fault hits.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Of the first signing key.</summary>
    public string Algorithm { get; init; } = "RS256";

    /// <summary>Issuers of other clouds. As in the public cloud when null.</summary>
    public string? IssuerV1 { get; init; }

    public string? IssuerV2 { get; init; }

    /// <summary>Answers that are kept; older ones are forgotten. From 1.</summary>
    public int MaxAnswers { get; init; } = 200_000;

    /// <summary>Each answer goes there too, as a line of JSON; none when null. What is there already stays.</summary>
    public string? AnswerFile { get; init; }

    /// <summary>True to serve <c>/admin/</c>. A caller that can reach it can do everything, so it is for loopback alone.</summary>
    public bool HasAdmin { get; init; } = true;
}
