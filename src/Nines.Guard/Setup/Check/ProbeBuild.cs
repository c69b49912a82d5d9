using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Setup.Check;

/// <summary>Puts parts together as the guard does, for a look at them; nothing is logged or counted.</summary>
internal sealed class ProbeBuild : IAsyncDisposable
{
    private readonly Instruments _instruments = new();
    private readonly GuardLog _log;

    public ProbeBuild(ConfiguredSettings settings, TimeProvider time)
    {
        _log = new GuardLog(Stream.Null, new LogFormat(hashUsers: true), time, lost: null);
        Build = new Build(settings, _log, _instruments, time);
    }

    public Build Build { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable owned in Build.Owned.ToImmutable().Reverse())
        {
            await owned.DisposeAsync();
        }

        await _log.DisposeAsync();
        _instruments.Dispose();
    }
}
