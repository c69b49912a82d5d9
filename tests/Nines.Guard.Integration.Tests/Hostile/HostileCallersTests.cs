using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Nines.Guard.Integration.Tests.Hostile.Attacks;

namespace Nines.Guard.Integration.Tests.Hostile;

/// <summary>
/// The program under attack, over real sockets. Meanwhile a well-behaved caller must get every answer, right, over the connection it has and over
/// new ones; memory stays below <see cref="MostMegabytes"/>, and the attackers' connections are gone afterwards.
/// </summary>
public sealed class HostileCallersTests(HostileGuard guard) : IClassFixture<HostileGuard>
{
    /// <summary>Of resident memory at any time; an idle guard has some 90.</summary>
    private const double MostMegabytes = 400;

    private static readonly TimeSpan s_http2Attack = TimeSpan.FromSeconds(2.5);

    /// <summary>More than enough: the guard waits some seconds until its goodbye is read.</summary>
    private static readonly TimeSpan s_untilEnd = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestLimit.Token;

    public static TheoryData<string> ImpostorKinds => [.. Impostors.Kinds];

    public static TheoryData<string> Http2Groups => [.. Http2Attacks.All.Values.Select(attack => attack.Group).Distinct()];

    [Theory]
    [MemberData(nameof(ImpostorKinds))]
    public async Task Callers_without_a_valid_certificate_get_no_answer_in_any_protocol(string kind)
    {
        foreach (SslProtocols version in (SslProtocols[])[SslProtocols.Tls12, SslProtocols.Tls13])
        {
            foreach (SslApplicationProtocol protocol in (SslApplicationProtocol[])[SslApplicationProtocol.Http11, SslApplicationProtocol.Http2])
            {
                long came = 0;
                try
                {
                    await using Wire wire = await Wire.TlsAsync(guard, Impostors.Make(kind, guard.Authority), protocol, Cancel, version);

                    // With TLS 1.3 the caller's side is done before the guard has looked at its certificate.
                    string body = WellBehaved.Access("dev");
                    await wire.Stream.WriteAsync(
                        protocol == SslApplicationProtocol.Http2 ? Frames.Hello
                        : Encoding.ASCII.GetBytes($"POST /subjectaccessreviews HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
                        Cancel);
                    came = await wire.DrainAsync(Cancel);
                }
                catch (Exception end) when (Wire.IsEnd(end))
                {
                    // Not even a handshake.
                }

                came.ShouldBe(0, $"{version} {protocol}");
            }
        }
    }

    [Fact]
    public async Task The_same_wire_with_a_good_certificate_gets_an_answer()
    {
        await using Wire wire = await Wire.TlsAsync(guard, guard.Caller(), SslApplicationProtocol.Http2, Cancel);
        await wire.Stream.WriteAsync(Frames.Hello, Cancel);
        byte[] first = new byte[9];
        await wire.Stream.ReadExactlyAsync(first, Cancel);
        first[3].ShouldBe((byte)4);
    }

    [Fact]
    public Task Slow_callers_do_not_delay_others() => UnderAttackAsync(async stop =>
    {
        SslStreamCertificateContext certificate = guard.Caller();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(7));

        // Who never reads is served at full speed until the kernel's buffers are full: a few of those are a lot.
        await Task.WhenAll(SlowCallers.Kinds.SelectMany(
            kind => Enumerable.Range(0, kind == "never reads" ? 3 : 25).Select(_ => SlowCallers.RunAsync(guard, kind, certificate, limit.Token))));
    });

    [Fact]
    public Task A_flood_of_connections_does_not_close_those_with_a_certificate() => UnderAttackAsync(async stop =>
    {
        const int Waves = 4;
        var after = new List<double>();
        for (int wave = 0; wave < Waves; wave++)
        {
            // More than the guard holds of those who have not said who they are, and more than it takes of callers.
            var open = new List<Wire>();
            for (int number = 0; number < 2_000; number++)
            {
                open.Add(await Wire.TcpAsync(guard, stop));
            }

            await Task.Delay(300, stop);
            foreach (Wire wire in open)
            {
                await wire.DisposeAsync();
            }

            after.Add(ResidentMemory.MegabytesOf(guard.Replica.Process.Id));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"MiB after each wave: {string.Join(", ", after.Select(megabytes => $"{megabytes:0}"))}");

        // The heap grows in steps of up to 40 MiB to where it stays; 25 KiB kept of each connection would be more than this.
        (after[^1] - after[1]).ShouldBeLessThan(100);
    });

    [Fact]
    public Task Large_reviews_that_never_end_have_a_bound_in_all() => UnderAttackAsync(async stop =>
    {
        SslStreamCertificateContext certificate = guard.Caller();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(4));
        HttpClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => guard.Client(certificate, HttpVersion.Version20))];
        HttpStatusCode?[] answers = await Task.WhenAll(clients.SelectMany(
            client => Enumerable.Range(0, 250).Select(_ => EndlessBody.SendAsync(client, limit.Token))));
        foreach (HttpClient client in clients)
        {
            client.Dispose();
        }

        // 1,000 reviews of 900 KiB: those that fit wait for the rest of their body, the others are told that there are too many.
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
        answers.ShouldAllBe(status => status == null || status == HttpStatusCode.TooManyRequests);
    });

    [Fact]
    public Task Probes_and_scrapes_are_answered_through_a_flood_of_their_port() => UnderAttackAsync(async stop =>
    {
        var open = new List<Wire>();
        for (int number = 0; number < 1_500; number++)
        {
            open.Add(await Wire.TcpAsync(guard.Replica.OperationsPort, stop));
            if (number % 100 == 0)
            {
                // Over a connection of its own, as the kubelet's are.
                using var probe = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
                (await probe.GetStringAsync(new Uri($"http://127.0.0.1:{guard.Replica.OperationsPort}/livez"), stop)).ShouldBe("ok\n");
            }
        }

        foreach (Wire wire in open)
        {
            await wire.DisposeAsync();
        }
    });

    [Fact]
    public Task A_flood_of_handshakes_without_a_certificate_is_survived() => UnderAttackAsync(stop =>
        Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = stop }, async (_, each) =>
        {
            try
            {
                await using Wire wire = await Wire.TlsAsync(guard, null, SslApplicationProtocol.Http2, each);
                (await wire.DrainAsync(each)).ShouldBe(0);
            }
            catch (Exception end) when (Wire.IsEnd(end))
            {
                // As it should be.
            }
        }));

    [Theory]
    [MemberData(nameof(Http2Groups))]
    public Task Attacks_over_HTTP2_do_not_affect_other_callers(string group) => UnderAttackAsync(stop => Task.WhenAll(
        Http2Attacks.All.Where(attack => attack.Value.Group == group).Select(async attack =>
        {
            bool[] cut = await Task.WhenAll(
                Http2Attacks.RunAsync(guard, attack.Key, reads: true, attack.Value.IsWrong ? s_untilEnd : s_http2Attack, stop),
                Http2Attacks.RunAsync(guard, attack.Key, reads: false, s_http2Attack, stop));
            TestContext.Current.TestOutputHelper!.WriteLine($"{attack.Key}: {(cut[0] ? "cut off" : "left alone")}; {(cut[1] ? "cut off" : "left alone")} without reading");

            // What no correct client does ends the connection.
            (cut[0] || !attack.Value.IsWrong).ShouldBeTrue(attack.Key);
        })));

    private async Task UnderAttackAsync(Func<CancellationToken, Task> attack)
    {
        await using ResidentMemory memory = ResidentMemory.Of(guard.Replica.Process.Id);
        await using WellBehaved good = WellBehaved.Start(guard);
        await attack(Cancel);
        (int answered, int fresh) = (good.Answered, good.Fresh);

        // Some attacks are over in no time; the guard has to be there after them too.
        await guard.Replica.Process.WaitUntilAsync(_ => Task.FromResult(good.Answered > answered && good.Fresh > fresh), TimeSpan.FromSeconds(20), Cancel);
        List<string> wrong = await good.StopAsync();
        await guard.CalmAsync(Cancel);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{answered} answers, {fresh} over new connections; memory {memory.Before:0} MiB before, {memory.Most:0} at most, {ResidentMemory.MegabytesOf(guard.Replica.Process.Id):0} after");
        wrong.ShouldBeEmpty();
        memory.Most.ShouldBeLessThan(MostMegabytes);
        guard.Replica.Process.HasExited.ShouldBeFalse();
        guard.Replica.Process.Output.Split('\n').Where(line => line.Contains("internal-failure", StringComparison.Ordinal)).Take(3).ShouldBeEmpty();
    }
}
