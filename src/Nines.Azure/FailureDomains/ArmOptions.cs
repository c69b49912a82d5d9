using Azure.Core.Pipeline;
using Nines.Clouds;

namespace Nines.Azure.FailureDomains;

/// <summary>How the resource manager is asked.</summary>
public sealed record ArmOptions
{
    public AzureCloud Cloud { get; init; } = AzureCloud.Public;

    /// <summary>For waits and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How calls travel; one of Azure.Core's own when null.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Times that one call is tried, from 1.</summary>
    public int MaxTries { get; init; } = 5;

    /// <summary>How long one try may take, sign-in included.</summary>
    public TimeSpan Try { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When Azure asks for more patience than this before the next try, the call is given up.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a whole reading may take; what was not read by then stays unknown.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Calls at the same time, from 1.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Pages of one scale set.</summary>
    public int MaxPages { get; init; } = 1_000;

    /// <summary>Bytes of one answer.</summary>
    public int MaxBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Calls in one reading that are about a single machine. Lists do not count.</summary>
    public int MaxSingleCalls { get; init; } = 5_000;
}
