using System.Collections.Immutable;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Configuration;
using Nines.Guard.Files;
using Nines.Guard.Telemetry;
using Nines.Text;

namespace Nines.Guard.Composition;

/// <summary>State that the builders of parts share: settings in, errors and owned objects out.</summary>
internal sealed class Build(ConfiguredSettings settings, GuardLog log, Instruments instruments, TimeProvider time)
{
    public ConfiguredSettings Settings => settings;

    public GuardLog Log => log;

    public Instruments Instruments => instruments;

    public TimeProvider Time => time;

    /// <summary>Incorrect semantics only in a program that the drills must detect.</summary>
    public RedisSemantics Semantics { get; init; } = RedisSemantics.Correct;

    /// <summary>All errors; nothing is started after one.</summary>
    public List<Diagnostic> Faults { get; } = [];

    /// <summary>Disposed of in the opposite order.</summary>
    public ImmutableArray<IAsyncDisposable>.Builder Owned { get; } = ImmutableArray.CreateBuilder<IAsyncDisposable>();

    /// <summary>Started in this order, each in a bounded time; none may throw for what a network does.</summary>
    public ImmutableArray<Func<CancellationToken, ValueTask>>.Builder Starts { get; } = ImmutableArray.CreateBuilder<Func<CancellationToken, ValueTask>>();

    public ImmutableArray<Func<string?>>.Builder NotReady { get; } = ImmutableArray.CreateBuilder<Func<string?>>();

    /// <summary>Reads files, and watches them for changes.</summary>
    /// <param name="what">For log and metrics, such as <c>policy</c>.</param>
    /// <returns>Null after errors, which <see cref="Faults"/> contains.</returns>
    public WatchedFiles<T>? Watch<T>(string what, ImmutableArray<string> paths, Func<ImmutableArray<byte[]>, ReadResult<T>> make)
        where T : class
    {
        (WatchedFiles<T>? watched, ImmutableArray<Diagnostic> found) = WatchedFiles<T>.Open(paths, make);
        Faults.AddRange(found);
        if (watched is not null)
        {
            watched.Watch(what, settings.Get(GuardSettings.ReloadInterval), time, log, instruments);
            Owned.Add(watched);
        }

        return watched;
    }

    /// <summary>Reports a setting that is not acceptable.</summary>
    public void Fault(Setting setting, string fault) =>
        Faults.Add(new Diagnostic(settings[setting].Position, $"{setting.Name} {fault}"));
}
