using Nines.Benchmarks.Guard.Measuring;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>Counts of a load.</summary>
/// <param name="Latencies">Of right answers; from the intended time of sending in an open loop, from the real one in a closed loop.</param>
/// <param name="Unanswered">Reviews of an open loop that were due and had no answer ten seconds after the end.</param>
/// <param name="Reviews">Reviews that ended between the two readings of the processes' figures, which a busy machine may take a little late.</param>
/// <param name="Elapsed">The time between these readings.</param>
/// <param name="ServerCpu">CPU seconds of the server.</param>
/// <param name="ClientCpu">CPU seconds of this program.</param>
/// <param name="ServerSwitches">Context switches of the server's threads.</param>
/// <param name="Server">The server's figures at the end.</param>
internal sealed record LoadResult(
    LatencyHistogram Latencies, long Right, long Wrong, long NotOk, long Broken, long Unanswered,
    long Reviews, TimeSpan Elapsed, double ServerCpu, double ClientCpu, long ServerSwitches, ProcessFigures? Server)
{
    /// <summary>Reviews of the whole load, with those before the counting began: what calls upstream are divided by.</summary>
    public required long Everything { get; init; }

    /// <summary>Latencies of the answers that came from the shared cache, which are among <see cref="Latencies"/> too.</summary>
    public LatencyHistogram Shared { get; init; } = new();

    /// <summary>Latencies of the others.</summary>
    public LatencyHistogram NotShared { get; init; } = new();

    public long Answers => Right + Wrong + NotOk;

    public double ServerCpuPerThousand => Reviews == 0 ? 0 : ServerCpu * 1000 / Reviews;

    public double ClientCpuPerThousand => Reviews == 0 ? 0 : ClientCpu * 1000 / Reviews;

    public double SwitchesPerReview => Reviews == 0 ? 0 : (double)ServerSwitches / Reviews;

    public double PerSecond => Reviews / Elapsed.TotalSeconds;

    public long Failures => Wrong + NotOk + Broken + Unanswered;
}

/// <summary>One caller's counts, written by it alone.</summary>
internal sealed class Tally
{
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Of answers from the shared cache; not among the others.</summary>
    public LatencyHistogram Shared { get; } = new();

    public long[] Results { get; } = new long[4];
}
