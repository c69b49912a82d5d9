using System.CommandLine;
using System.Security.Authentication;
using Nines.Benchmarks.Guard.Load;
using Nines.Benchmarks.Guard.Scenarios;
using Nines.Benchmarks.Guard.Stub;
using Nines.Benchmarks.Guard.Upstream;

namespace Nines.Benchmarks.Guard;

/// <summary><c>guard ...</c>: load on a webhook over mutual TLS.</summary>
internal static class GuardVerb
{
    private static readonly int[] DefaultCallers = [1, 16, 64];
    private static readonly Wire[] DefaultWires = [Wire.Http1, Wire.Http2];

    public static Command Create() => new("guard", "Puts load on an authorization webhook over mutual TLS, and measures it.")
    {
        RunCommand.Create(),
        Calibrate(),
        StubServerCommand(),
        UpstreamCommand(),
    };

    private static Command UpstreamCommand()
    {
        Option<int> port = new("--port") { Required = true };
        Option<double> latency = new("--latency") { Description = "Milliseconds before an answer.", DefaultValueFactory = _ => 20 };
        Option<double> timeToLive = new("--ttl") { Description = "Seconds that an answer says it is good for.", DefaultValueFactory = _ => 300 };
        Command command = new("upstream", "Runs the stand-in for Azure under load: everything is allowed, after a delay; GET /count reports the calls.") { port, latency, timeToLive };
        command.SetAction(async (parsed, cancellation) =>
        {
            await BenchUpstream.RunAsync(
                parsed.GetValue(port), TimeSpan.FromMilliseconds(parsed.GetValue(latency)), TimeSpan.FromSeconds(parsed.GetValue(timeToLive)), cancellation);
            return 0;
        });
        return command;
    }

    private static Command Calibrate()
    {
        Option<string[]> only = new("--only") { Description = "Settings to run whose name is this text; all by default.", AllowMultipleArgumentsPerToken = true };
        Option<Wire[]> wires = new("--wires") { Description = "Clients to speak with.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => DefaultWires };
        Option<int[]> callers = new("--callers") { Description = "Numbers of callers.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => DefaultCallers };
        Option<double> warm = new("--warm") { Description = "Seconds before counting.", DefaultValueFactory = _ => 4 };
        Option<double> seconds = new("--seconds") { Description = "Seconds to count.", DefaultValueFactory = _ => 3 };
        Option<int> repeat = new("--repeat") { Description = "Repetitions; figures are medians.", DefaultValueFactory = _ => 3 };
        Command command = new("calibrate", "Measures a stub on Kestrel that answers at once: the floor on this machine, under each setting.")
        {
            only, wires, callers, warm, seconds, repeat,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] names = parsed.GetValue(only) ?? [];
            StubSetting[] settings = [.. StubSetting.All.Where(setting => names.Length == 0 || names.Contains(setting.Name, StringComparer.Ordinal))];
            Calibration calibration = new(
                Console.Out, TimeSpan.FromSeconds(parsed.GetValue(warm)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(repeat));
            await calibration.RunAsync(settings, parsed.GetValue(wires) ?? [], parsed.GetValue(callers) ?? [], cancellation);
            return 0;
        });
        return command;
    }

    private static Command StubServerCommand()
    {
        Option<int> port = new("--port") { Required = true };
        Option<string> pki = new("--pki") { Required = true };
        Option<StubStyle> style = new("--style") { DefaultValueFactory = _ => StubStyle.Bare };
        Option<string?> tls = new("--tls");
        Option<bool> quiet = new("--quiet");
        Option<bool> inline = new("--inline");
        Option<int?> queues = new("--queues");
        Option<bool> noCompression = new("--no-compression");
        Option<int?> window = new("--connection-window");
        Option<bool> noResume = new("--no-resume");
        Option<bool> noWait = new("--no-wait-for-data");
        Option<double> delay = new("--delay") { Description = "Milliseconds that an answer waits." };
        Command command = new("stub", "Runs the stub server that calibrate measures.") { port, pki, style, tls, quiet, inline, queues, noCompression, window, noResume, noWait, delay };
        command.SetAction(async (parsed, cancellation) =>
        {
            await StubServer.RunAsync(
                new StubOptions
                {
                    Port = parsed.GetValue(port),
                    Pki = parsed.GetValue(pki)!,
                    Style = parsed.GetValue(style),
                    Tls = parsed.GetValue(tls) switch { "1.2" => SslProtocols.Tls12, "1.3" => SslProtocols.Tls13, _ => null },
                    Quiet = parsed.GetValue(quiet),
                    Inline = parsed.GetValue(inline),
                    Queues = parsed.GetValue(queues),
                    NoCompression = parsed.GetValue(noCompression),
                    ConnectionWindow = parsed.GetValue(window),
                    NoResume = parsed.GetValue(noResume),
                    NoWaitForData = parsed.GetValue(noWait),
                    Delay = TimeSpan.FromMilliseconds(parsed.GetValue(delay)),
                },
                cancellation);
            return 0;
        });
        return command;
    }
}
