using System.Globalization;
using System.Net.Sockets;
using Nines.Guard.Cache;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Redis;
using Nines.Guard.Upstream;

namespace Nines.Guard.Setup.Check;

/// <summary>
/// Compares the clock of this machine with those of Azure and Redis. Each comparison gives bounds: the answer was created between the question and
/// its arrival, and a Date header is cut to the second. Only a difference outside of them is reported.
/// </summary>
internal static class ClockCheck
{
    /// <summary>Difference beyond which valid tokens and the entries of other guards are refused.</summary>
    public static readonly TimeSpan Unusable = EntryCodec.Tolerance;

    /// <summary>Difference below which synchronized clocks stay.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);

    private const string Silent = "no answer to compare the clock with";
    private const string SeeOthers = "see the other findings about it";

    public static async Task RunAsync(CheckNotes notes, CheckRequest request, TimeProvider time, CancellationToken cancellation)
    {
        ConfiguredSettings settings = request.Settings;
        var asked = new List<Task>();
        if (settings.Given(GuardSettings.Tenant) is not null)
        {
            asked.Add(HttpAsync(notes, AzureSettings.Authority(settings), time, cancellation));
        }

        if (settings.Given(GuardSettings.ResourceId) is not null)
        {
            asked.Add(HttpAsync(notes, AzureSettings.Management(settings), time, cancellation));
        }

        if (settings.Get(GuardSettings.CacheStore) == "redis")
        {
            asked.Add(RedisAsync(notes, request, time, cancellation));
        }

        if (asked.Count == 0)
        {
            notes.Skip("nothing to compare the clock with: neither Azure nor Redis is configured");
        }

        await Task.WhenAll(asked);
    }

    /// <param name="asked">Time of the question, by this machine.</param>
    /// <param name="heard">Time of the answer, by this machine.</param>
    /// <param name="reported">The time that the other clock reported.</param>
    /// <param name="grain">Resolution of the reported time: it may have been that much later.</param>
    /// <returns>Minimum time that this machine is ahead (negative: behind); zero when both clocks may agree.</returns>
    public static TimeSpan Ahead(DateTimeOffset asked, DateTimeOffset heard, DateTimeOffset reported, TimeSpan grain)
    {
        TimeSpan min = asked - (reported + grain);
        TimeSpan max = heard - reported;
        return min > TimeSpan.Zero ? min : max < TimeSpan.Zero ? max : TimeSpan.Zero;
    }

    private static void Judge(CheckNotes notes, string where, TimeSpan ahead)
    {
        TimeSpan apart = ahead.Duration();
        string seconds = apart.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        string what = $"the clock of this machine is {seconds} s {(ahead > TimeSpan.Zero ? "ahead" : "behind")}";
        const string fix = "synchronize the clocks; chronyc tracking or timedatectl shows the state of this machine";
        if (apart > Unusable)
        {
            notes.Error(where, what, $"at most {Unusable.TotalSeconds:0} s; beyond that valid tokens and entries of other guards are refused", fix);
        }
        else if (apart > Usual)
        {
            notes.Warning(where, what, $"at most {Usual.TotalSeconds:0} s; tokens and entries expire that much too early or too late", fix);
        }
        else
        {
            notes.Fact($"the clock agrees with {where}");
        }
    }

    private static async Task HttpAsync(CheckNotes notes, Uri address, TimeProvider time, CancellationToken cancellation)
    {
        using HttpMessageInvoker client = UpstreamHttp.CreateClient(ResilienceOptions.Default);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        DateTimeOffset asked = time.GetUtcNow();
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellation);
            if (response.Headers.Date is { } reported)
            {
                Judge(notes, address.Host, Ahead(asked, time.GetUtcNow(), reported, TimeSpan.FromSeconds(1)));
            }
            else
            {
                notes.Fact($"{address.Host} does not report its time");
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            notes.Note(address.Host, Silent, "an answer with a Date header", SeeOthers);
        }
    }

    private static async Task RedisAsync(CheckNotes notes, CheckRequest request, TimeProvider time, CancellationToken cancellation)
    {
        await using var probe = new ProbeBuild(request.Settings, time);
        if (CacheBuild.RedisSettings(probe.Build) is not { } redis)
        {
            return;
        }

        await using IRedisTopology topology = redis.Target.Open(redis.Options.Dial, time);
        RedisLayout layout = await topology.LookAsync(cancellation);
        RedisDialOptions dial = request.RedisAdministrator is { } login ? redis.Options.Dial with { Login = () => login } : redis.Options.Dial;
        if (layout.Shards.IsEmpty)
        {
            notes.Note("Redis", Silent, "a primary that reports its time", SeeOthers);
        }

        foreach (RedisEndpoint primary in layout.Shards.Select(shard => shard.Primary))
        {
            (InspectedServer? server, _) = await InspectedServer.OpenAsync(primary, dial, time, cancellation);
            if (server is null)
            {
                notes.Note($"Redis {primary}", Silent, "a primary that reports its time", SeeOthers);
                continue;
            }

            await using (server)
            {
                DateTimeOffset asked = time.GetUtcNow();
                RespValue answer = await server.AskAsync(new RedisBatch().Add("TIME"), cancellation);
                DateTimeOffset heard = time.GetUtcNow();
                if (answer.Items is [var seconds, var micros] && long.TryParse(seconds.Text, out long whole) && long.TryParse(micros.Text, out long part)
                    && whole is > 0 and < 253_402_300_799)
                {
                    Judge(notes, $"Redis {primary}", Ahead(asked, heard, DateTimeOffset.FromUnixTimeSeconds(whole).AddMicroseconds(part), TimeSpan.FromMilliseconds(1)));
                }
                else
                {
                    notes.Note(
                        $"Redis {primary}", "does not report its time to the user of the guard", "a clock that agrees", "run the check once with --redis-admin USER --redis-admin-password-file FILE");
                }
            }
        }
    }
}
