using System.Net.Security;

namespace Nines.Guard.Integration.Tests.Hostile.Attacks;

/// <summary>Attacks over HTTP/2 by a caller with a valid certificate. Each is a bounded number of bytes.</summary>
internal static class Http2Attacks
{
    private const int Many = 20_000;

    /// <summary>By name, with the pieces that are sent.</summary>
    public static IReadOnlyDictionary<string, Http2Attack> All { get; } = new Dictionary<string, Http2Attack>
    {
        ["too many streams"] = new("streams", false, () => Streams(2_000).Select(stream => Frames.Headers(stream, Frames.EndHeaders, Frames.Post))),
        ["rapid reset"] = new("streams", true, () => Streams(Many).Select(stream => (byte[])[.. Frames.Headers(stream, Frames.EndHeaders, Frames.Post), .. Frames.Reset(stream)])),
        ["resets of bodies in flight"] = new("streams", true, () => Streams(Many).Select(
            stream => (byte[])[.. Frames.Headers(stream, Frames.EndHeaders, Frames.Post), .. Frames.Data(stream, 0, "{\"kind\":\"Sub"u8), .. Frames.Reset(stream)])),
        ["continuation without end"] = new("headers", true, () => [Frames.Headers(1, 0, Frames.Post), .. Enumerable.Repeat(Frames.Continuation(1, 0, Frames.Header("a", new string('x', 1000))), 5_000)]),
        ["empty continuations"] = new("headers", false, () => [Frames.Headers(1, 0, Frames.Post), .. Enumerable.Repeat(Frames.Continuation(1, 0), 100_000)]),
        ["huge headers"] = new("headers", false, () => Streams(50).Select(stream => Frames.Headers(stream, Frames.EndHeaders | Frames.EndStream, [.. Frames.Post, .. Frames.Header("a", new string('x', 16_000))]))),
        ["thousands of headers"] = new("headers", true, () => Streams(50).Select(
            stream => Frames.Headers(stream, Frames.EndHeaders | Frames.EndStream, [.. Frames.Post, .. Enumerable.Repeat(Frames.Header("a", ""), 3_000).SelectMany(header => header)]))),
        ["a small block that unfolds"] = new("headers", true, () =>
        [
            Frames.Headers(1, Frames.EndHeaders | Frames.EndStream, [.. Frames.Post, .. Frames.Kept("a", new string('x', 3_000))]),
            .. Streams(200).Skip(1).Select(stream => Frames.Headers(stream, Frames.EndHeaders | Frames.EndStream, [.. Frames.Post, .. Enumerable.Repeat((byte)0xbe, 16_000)])),
        ]),
        ["pings"] = new("control frames", false, () => Enumerable.Repeat(Frames.Ping(), 200_000)),
        ["settings"] = new("control frames", false, () => Enumerable.Repeat(Frames.Settings(0, 4, 0, 1, 0, 0), 100_000)),
        ["a table of any size"] = new("headers", true, () => [Frames.Settings(0, 1, 0xff, 0xff, 0xff, 0xff), .. Streams(100).Select(stream => Frames.Headers(stream, Frames.EndHeaders | Frames.EndStream, [0x3f, 0xe1, 0xff, 0xff, 0x07, .. Frames.Post]))]),
        ["priorities"] = new("control frames", false, () => Streams(100_000).Select(Frames.Priority)),
        ["windows that overflow"] = new("broken", true, () => Enumerable.Repeat(Frames.Window(0, int.MaxValue), 10)),
        ["tiny windows"] = new("streams", false, () => [Frames.Settings(0, 4, 0, 0, 0, 0), .. Streams(400).Select(Whole)]),
        ["empty data"] = new("control frames", false, () => [Frames.Headers(1, Frames.EndHeaders, Frames.Post), .. Enumerable.Repeat(Frames.Data(1, 0), 200_000)]),
        ["data for nobody"] = new("broken", true, () => Streams(1_000).Select(stream => Frames.Data(stream, 0, new byte[1_000]))),
        ["a frame that is too large"] = new("broken", true, () => [Frames.Data(1, 0, new byte[100_000])]),
        ["unknown frames"] = new("control frames", false, () => Enumerable.Repeat(Frames.Frame(0xbb, 0xff, 7, new byte[1_000]), 5_000)),
        ["a stream of the server"] = new("broken", true, () => [Frames.Headers(2, Frames.EndHeaders, Frames.Post)]),
        ["streams backwards"] = new("broken", true, () => [Frames.Headers(9, Frames.EndHeaders, Frames.Post), Frames.Headers(3, Frames.EndHeaders, Frames.Post)]),
        ["pushes"] = new("broken", true, () => Enumerable.Repeat(Frames.Frame(5, Frames.EndHeaders, 1, 0, 0, 0, 2), 10)),
        ["no HTTP/2 at all"] = new("broken", true, () => Enumerable.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), 100)),
        ["more data than windows allow"] = new("broken", true, () =>
            [Frames.Window(0, 1 << 30), .. Streams(500).Select(stream => Frames.Headers(stream, Frames.EndHeaders, Frames.Post)), .. Enumerable.Range(0, 60).SelectMany(_ => Streams(500).Select(stream => Frames.Data(stream, 0, new byte[16_000])))]),
    };

    /// <summary>Sends it all, or as much as the guard takes.</summary>
    /// <param name="reads">True to read the answers.</param>
    /// <returns>True when the guard ended the connection.</returns>
    public static async Task<bool> RunAsync(HostileGuard guard, string name, bool reads, TimeSpan limit, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(limit);
        await using Wire wire = await Wire.TlsAsync(guard, guard.Caller(), SslApplicationProtocol.Http2, cancellation);
        Task<long> reading = reads ? wire.DrainAsync(time.Token) : Task.FromResult(0L);
        bool isCut = false;
        try
        {
            if (name != "no HTTP/2 at all")
            {
                await wire.Stream.WriteAsync(Frames.Hello, time.Token);
            }

            foreach (byte[][] batch in All[name].Pieces().Chunk(64))
            {
                await wire.Stream.WriteAsync(batch.SelectMany(frame => frame).ToArray(), time.Token);
            }

            if (reads)
            {
                await reading;
                isCut = !time.IsCancellationRequested;
            }
        }
        catch (Exception end) when (Wire.IsEnd(end))
        {
            isCut = true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The guard takes no more, or has nothing against it.
        }

        await time.CancelAsync();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isCut;
    }

    private static IEnumerable<uint> Streams(int count) => Enumerable.Range(0, count).Select(number => (uint)((2 * number) + 1));

    private static byte[] Whole(uint stream) =>
        [.. Frames.Headers(stream, Frames.EndHeaders, Frames.Post), .. Frames.Data(stream, Frames.EndStream, System.Text.Encoding.UTF8.GetBytes(WellBehaved.Access("dev")))];
}

/// <param name="Group">Those of one group run together.</param>
/// <param name="IsWrong">True when it violates the protocol, so that the connection must end.</param>
/// <param name="Pieces">Bytes that are sent.</param>
internal sealed record Http2Attack(string Group, bool IsWrong, Func<IEnumerable<byte[]>> Pieces);
