using Nines.Benchmarks.Guard.Load;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>One way to run the stub: its arguments and the runtime's environment variables.</summary>
internal sealed record StubSetting(string Name, string Arguments, params (string Name, string Value)[] Environment)
{
    /// <summary>Every setting that was thought to matter, each against the first.</summary>
    public static readonly StubSetting[] All =
    [
        new("bare", "--style bare"),
        new("slim", "--style slim"),
        new("slim, no logging", "--style slim --quiet"),
        new("raw", "--style raw"),
        new("bare, DOTNET_TieredPGO=0", "--style bare", ("DOTNET_TieredPGO", "0")),
        new("bare, DOTNET_TieredCompilation=0", "--style bare", ("DOTNET_TieredCompilation", "0")),
        new("bare, DOTNET_ReadyToRun=0", "--style bare", ("DOTNET_ReadyToRun", "0")),
        new("bare, DOTNET_gcServer=1", "--style bare", ("DOTNET_gcServer", "1")),
        new("bare, DOTNET_gcConcurrent=0", "--style bare", ("DOTNET_gcConcurrent", "0")),
        new("bare, DOTNET_GCgen0size=4MiB", "--style bare", ("DOTNET_GCgen0size", "0x400000")),
        new("bare, DOTNET_GCgen0size=16MiB", "--style bare", ("DOTNET_GCgen0size", "0x1000000")),
        new("bare, DOTNET_GCgen0size=64MiB", "--style bare", ("DOTNET_GCgen0size", "0x4000000")),
        new("bare, DOTNET_GCConserveMemory=5", "--style bare", ("DOTNET_GCConserveMemory", "5")),
        new("bare, DOTNET_GCHeapHardLimit=64MiB", "--style bare", ("DOTNET_GCHeapHardLimit", "0x4000000")),
        new("bare, MALLOC_ARENA_MAX=1", "--style bare", ("MALLOC_ARENA_MAX", "1")),
        new("bare, DOTNET_EnableDiagnostics=0", "--style bare", ("DOTNET_EnableDiagnostics", "0")),
        new(
            "bare, small: TieredPGO=0, gcConcurrent=0, GCgen0size=4MiB, EnableDiagnostics=0",
            "--style bare",
            ("DOTNET_TieredPGO", "0"),
            ("DOTNET_gcConcurrent", "0"),
            ("DOTNET_GCgen0size", "0x400000"),
            ("DOTNET_EnableDiagnostics", "0")),
        new("bare, DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0", "--style bare", ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")),
        new("bare, DOTNET_ThreadPool_ForceMaxWorkerThreads=2", "--style bare", ("DOTNET_ThreadPool_ForceMaxWorkerThreads", "2")),
        new(
            "bare, no spinning and THREAD_COUNT=1",
            "--style bare",
            ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"),
            ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1")),
        new("bare, DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1", "--style bare", ("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1")),
        new("bare, DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT=1", "--style bare", ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1")),
        new("bare, UnsafePreferInlineScheduling", "--style bare --inline"),
        new(
            "bare, UnsafePreferInlineScheduling and INLINE_COMPLETIONS=1",
            "--style bare --inline",
            ("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1")),
        new("bare, IOQueueCount=0", "--style bare --queues 0"),
        new("bare, IOQueueCount=1", "--style bare --queues 1"),
        new("bare, buffers before data", "--style bare --no-wait-for-data"),
        new("bare, no header compression", "--style bare --no-compression"),
        new("bare, 16 MiB connection window", "--style bare --connection-window 16777216"),
        new("bare, TLS 1.2", "--style bare --tls 1.2"),
        new("bare, no TLS resumption", "--style bare --no-resume"),
    ];

    /// <summary>True if the stub can answer this client.</summary>
    public bool Speaks(Wire wire) => wire is Wire.Http1 or Wire.Http1Reconnect || !Arguments.Contains("raw", StringComparison.Ordinal);
}
