using System.Net.Security;
using System.Text;

namespace Nines.Guard.Integration.Tests.Hostile.Attacks;

/// <summary>Callers that take their time.</summary>
internal static class SlowCallers
{
    public static readonly string[] Kinds = ["says nothing", "drips a hello", "drips headers", "drips a body", "announces more than it sends", "never reads"];

    /// <summary>One slow caller; ends when the guard has enough of it, or when cancelled.</summary>
    public static async Task RunAsync(HostileGuard guard, string kind, SslStreamCertificateContext certificate, CancellationToken cancellation)
    {
        try
        {
            await using Wire wire = kind is "says nothing" or "drips a hello"
                ? await Wire.TcpAsync(guard, cancellation)
                : await Wire.TlsAsync(guard, certificate, SslApplicationProtocol.Http11, cancellation);
            switch (kind)
            {
                case "says nothing":
                    await wire.DrainAsync(cancellation);
                    break;
                case "drips a hello":
                    // A record of a ClientHello that is said to have 512 bytes.
                    await DripAsync(wire, [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, .. new byte[500]], cancellation);
                    break;
                case "drips headers":
                    await DripAsync(wire, Encoding.ASCII.GetBytes("POST /subjectaccessreviews HTTP/1.1\r\nHost: localhost\r\nX: " + new string('x', 500)), cancellation);
                    break;
                case "drips a body":
                    await wire.Stream.WriteAsync(Head(400), cancellation);
                    await DripAsync(wire, Encoding.ASCII.GetBytes(WellBehaved.Access("dev")), cancellation);
                    break;
                case "announces more than it sends":
                    await wire.Stream.WriteAsync(Head(100_000), cancellation);
                    await wire.DrainAsync(cancellation);
                    break;
                default:
                    byte[] body = Encoding.ASCII.GetBytes(WellBehaved.Access("dev"));
                    byte[] burst = [.. Enumerable.Repeat((byte[])[.. Head(body.Length), .. body], 200).SelectMany(request => request)];
                    while (true)
                    {
                        await wire.Stream.WriteAsync(burst, cancellation);
                    }
            }
        }
        catch (Exception end) when (Wire.IsEnd(end) || end is OperationCanceledException)
        {
            // The guard had enough, or the test.
        }
    }

    private static async Task DripAsync(Wire wire, byte[] bytes, CancellationToken cancellation)
    {
        foreach (byte one in bytes)
        {
            await wire.Stream.WriteAsync(new[] { one }, cancellation);
            await Task.Delay(100, cancellation);
        }

        await wire.DrainAsync(cancellation);
    }

    private static byte[] Head(int length) =>
        Encoding.ASCII.GetBytes($"POST /subjectaccessreviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
}
