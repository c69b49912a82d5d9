using Azure.Core.Pipeline;
using Nines.Clouds;

namespace Nines.Azure.FailureDomains;

/// <summary>Options of calls to the resource manager.</summary>
public sealed record ArmOptions
{
    public AzureCloud Cloud { get; init; } = AzureCloud.Public;

    /// <summary>For waits and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Transport of the calls; null for the default of Azure.Core.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Times that one call is tried, from 1.</summary>
    public int MaxTries { get; init; } = 5;

    /// <summary>Maximum time of one try, sign-in included.</summary>
    public TimeSpan Try { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum wait before another try; a call for which Azure asks more is given up.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Maximum time of a complete reading; domains that were not read by then stay unknown.</summary>
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
