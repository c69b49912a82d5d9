using System.Diagnostics.Tracing;
using System.Globalization;

/// <summary>
/// Runs inside the measured program, before its Main: DOTNET_STARTUP_HOOKS names this assembly. Writes each method to a file when the runtime
/// compiles it, as a line of time, tier, token, type and method.
/// </summary>
#pragma warning disable MA0047 // The runtime looks for this name outside any namespace.
internal sealed class StartupHook : EventListener
#pragma warning restore MA0047
{
    /// <summary>Environment variable that names the file.</summary>
    public const string OutputVariable = "NINES_MEASURE_OUTPUT";

    private const EventKeywords Compiling = (EventKeywords)0x10;
    private const string Loaded = "MethodLoadVerbose";
    private readonly StreamWriter _output;
    private long _events;

    private StartupHook(string path) => _output = new StreamWriter(path);

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
#pragma warning disable RS0030 // The only input of a startup hook.
        if (Environment.GetEnvironmentVariable(OutputVariable) is not { Length: > 0 } path)
        {
            return;
        }
#pragma warning restore RS0030

        // An EventListener calls OnEventSourceCreated from its constructor, for sources that exist by then.
        var listener = new StartupHook(path);
        foreach (EventSource source in EventSource.GetSources())
        {
            listener.Enable(source);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => listener.Drain();
    }

    protected override void OnEventSourceCreated(EventSource eventSource) => Enable(eventSource);

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_output is null || eventData.EventName?.StartsWith(Loaded, StringComparison.Ordinal) != true || eventData.Payload is not { Count: >= 9 } payload)
        {
            return;
        }

        // MethodLoadVerbose_V1: id, module, address, size, token, flags, namespace, name, signature. Bits 7 to 9 of the flags are the tier.
        uint flags = Convert.ToUInt32(payload[5], CultureInfo.InvariantCulture);
        string type = (string)payload[6]!;
        if (type.StartsWith("Nines", StringComparison.Ordinal) || type.StartsWith("Program", StringComparison.Ordinal))
        {
            lock (_output)
            {
                _output.WriteLine(string.Join('\t', new DateTimeOffset(eventData.TimeStamp).ToUnixTimeMilliseconds(), (flags >> 7) & 7, payload[4], type, payload[7]));
            }
        }

        Interlocked.Increment(ref _events);
    }

    private void Enable(EventSource source)
    {
        if (source.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(source, EventLevel.Verbose, Compiling);
        }
    }

    // Events arrive on a thread of the runtime, some time after they happened.
    private void Drain()
    {
        long before;
        do
        {
            before = Interlocked.Read(ref _events);
            Task.Delay(TimeSpan.FromMilliseconds(300)).Wait();
        }
        while (Interlocked.Read(ref _events) != before);
        lock (_output)
        {
            _output.Flush();
        }
    }
}
