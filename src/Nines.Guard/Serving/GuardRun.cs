using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Files;
using Nines.Guard.Policy;
using Nines.Guard.Serving.Connections;
using Nines.Guard.Telemetry;
using Nines.Text;

namespace Nines.Guard.Serving;

/// <summary>Runs a guard: creates its parts, starts it, and drains it on shutdown.</summary>
internal static class GuardRun
{
    /// <param name="log">Stream for lines of JSON; left open.</param>
    /// <param name="started">Called with the addresses once reviews are answered; for tests and <c>nines guard try</c>.</param>
    /// <param name="stop">Begins the drain.</param>
    /// <param name="semantics">Incorrect semantics only in a drill that must detect them.</param>
    /// <returns>Errors that prevented the start; empty after an orderly shutdown.</returns>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(
        ConfiguredSettings settings, Stream log, TimeProvider time, Action<GuardServer>? started, CancellationToken stop, RedisSemantics? semantics = null)
    {
        using var instruments = new Instruments();
        await using var journal = new GuardLog(
            log, new LogFormat(settings.Get(GuardSettings.LogUsers) == "hashed"), time, instruments.LogLost);
        (WatchedFiles<TlsMaterial>? tls, ImmutableArray<Diagnostic> tlsFaults) = OpenTls(settings);
        (GuardParts? parts, ImmutableArray<Diagnostic> faults) = await GuardComposition.CreateAsync(settings, EmbeddedPolicy(), journal, instruments, time, semantics);
        if (tls is null || parts is null)
        {
            await (parts?.DisposeAsync() ?? default);
            await (tls?.DisposeAsync() ?? default);
            return [.. tlsFaults, .. faults];
        }

        tls.Watch("certificates", settings.Get(GuardSettings.ReloadInterval), time, journal, instruments);
        await using (tls)
        await using (var server = new GuardServer(settings, parts, tls, journal, instruments, time))
        {
            await server.StartAsync(stop);
            started?.Invoke(server);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.DrainAsync();
        }

        return [];
    }

    /// <summary>The policy that holds when the settings name none: developers in 'dev', operators everywhere.</summary>
    public static AccessPolicy EmbeddedPolicy()
    {
        ReadResult<AccessPolicy> policy = GuardComposition.ReadPolicy(Encoding.UTF8.GetBytes(EmbeddedPolicyText()), "policy.yaml");
        return policy.IsValid ? policy.Value : throw new InvalidOperationException(policy.Diagnostics[0].ToString());
    }

    /// <summary>The same as a file, for operators to change.</summary>
    public static string EmbeddedPolicyText()
    {
        using Stream stream = typeof(GuardRun).Assembly.GetManifestResourceStream("policy.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static (WatchedFiles<TlsMaterial>? Tls, ImmutableArray<Diagnostic> Faults) OpenTls(ConfiguredSettings settings)
    {
        string certificate = settings.Get(GuardSettings.Certificate);
        string key = settings.Get(GuardSettings.Key);
        string ca = settings.Get(GuardSettings.ClientCa);
        return WatchedFiles<TlsMaterial>.Open([certificate, key, ca], contents => TlsMaterial.Read(certificate, key, ca, contents));
    }
}
