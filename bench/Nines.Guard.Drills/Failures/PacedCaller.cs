using System.Collections.Concurrent;
using System.Net.Sockets;
using Nines.Guard.Drills.Load;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Failures;

/// <summary>One review as its caller saw it, retries included.</summary>
/// <param name="Caller">Number of the caller, from 0.</param>
/// <param name="Sent">Time at which it was due.</param>
/// <param name="IsGood">It ended with a decision.</param>
/// <param name="Failure">Failure, in a few words; empty when good.</param>
internal sealed record Sample(int Caller, bool Retries, TimeSpan Sent, TimeSpan Done, bool IsGood, int Attempts, string Failure)
{
    public TimeSpan Took => Done - Sent;
}

/// <summary>
/// Asks at even intervals whether or not answers come, over one HTTP/2 connection like kube-apiserver, and asks again like it when it is
/// told to: up to 5 attempts from 500 ms, each pause half as long again and a fifth of chance, after a lost connection, 500, 504 and 429;
/// not after a refused connection or a timeout.
/// </summary>
internal sealed class PacedCaller(DrillSite site, int port, int number, bool retries, TimeSpan interval, int seed)
{
    private const int MaxAttempts = 5;
    private const int MaxUnderWay = 2000;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<Sample> _samples = new();

    public IReadOnlyCollection<Sample> Samples => _samples;

    /// <summary>Calls until cancelled, then waits for reviews under way.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var client = new ReviewClient(site.Client(port));
        var underWay = new List<Task>();
        TimeSpan due = site.History.Now + (interval * _random.NextDouble());
        while (!stop.IsCancellationRequested)
        {
            TimeSpan wait = due - site.History.Now;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            underWay.RemoveAll(task => task.IsCompleted);
            if (underWay.Count < MaxUnderWay)
            {
                underWay.Add(AskAsync(client, site.Cloud.Questions[_random.Next(site.Cloud.Questions.Length)], due, _random.Next()));
            }

            due += interval;
        }

        await Task.WhenAll(underWay);
    }

    private async Task AskAsync(ReviewClient client, Question question, TimeSpan due, int seed)
    {
        var random = new Random(seed);
        double pause = 500;
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan invoked = site.History.Now;
            ReviewReply reply = await client.AskAsync(question, s_limit, CancellationToken.None);
            if (reply.Status == 200 || !retries || attempt == MaxAttempts || !MayRetry(reply))
            {
                TimeSpan done = site.History.Now;
                site.History.Add(new Review(0, question.Key, reply.Verdict, reply.AnswerId, reply.Source, invoked, reply.Status == 0 ? null : done));
                _samples.Enqueue(new Sample(number, retries, due, done, reply.Status == 200, attempt, reply.Status == 200 ? "" : Name(reply)));
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(pause * (1 + (0.2 * random.NextDouble()))), CancellationToken.None);
            pause *= 1.5;
        }
    }

    private static bool MayRetry(ReviewReply reply) => reply.Status is 500 or 504 or 429 || (reply.Failure is HttpRequestException or SocketException && !IsRefused(reply.Failure));

    private static bool IsRefused(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                return true;
            }
        }

        return false;
    }

    private static string Name(ReviewReply reply) => reply.Failure switch
    {
        null => $"{reply.Status}",
        OperationCanceledException => "timeout",
        HttpRequestException or SocketException => IsRefused(reply.Failure) ? "refused" : "connection lost",
        { } other => other.GetType().Name,
    };
}
