using System.Collections.Immutable;

namespace Nines.Guard.Setup.Manifests;

/// <summary>
/// Environment variables for the process of the guard. The runtime and the C library read these before any of our code runs, so that they can
/// only come from outside: the image, the manifests, the benchmarks. What each is worth: bench/results/guard-floor.md and guard.md.
/// </summary>
internal static class RuntimeVariables
{
    public static ImmutableArray<(string Name, string Value)> All { get; } =
    [
        // A young generation of 4 MiB, in regions of 1 MiB: less memory for the same work.
        ("DOTNET_GCgen0size", "0x400000"),
        ("DOTNET_GCRegionSize", "0x100000"),

        // One thread waits for all sockets; a second one would be woken for half of the reviews.
        ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1"),

        // One heap of the C library for all threads: what OpenSSL allocates is little, and given back.
        ("MALLOC_ARENA_MAX", "1"),
    ];
}
