using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Sends reviews at a steady pace, whatever becomes of those before: a slow answer does not make the next question wait.</summary>
/// <param name="seen">Called with every outcome, one at a time.</param>
internal sealed class ReviewFlow(TryStage stage, DecisionChecker judge, Action<Outcome> seen, TimeProvider time)
{
    /// <summary>Request of a user who presents a token.</summary>
    public const string LogIn = "log in with a token";

    private const int MaxUnderWay = 64;

    private readonly ConcurrentDictionary<string, JsonElement> _users = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _next;

    /// <summary>Authenticates a visitor; later reviews carry the answer of the guard.</summary>
    /// <param name="isKnown">True for a valid token.</param>
    public async Task AuthenticateAsync(string who, string upn, string token, bool isKnown, CancellationToken cancellation)
    {
        long sent = time.GetTimestamp();
        GuardAnswer answer = await stage.Client.AskAsync(NextReplica(), "/tokenreviews", Ask.TokenReview(token), cancellation);
        JsonElement? status = Outcome.StatusOf(answer);
        bool? yes = status is { } there ? Outcome.IsTrue(there, "authenticated") : null;
        string name = yes == true ? Outcome.Text(status!.Value.GetProperty("user"u8), "username") : "";
        if (yes == true)
        {
            _users[who] = status!.Value.GetProperty("user"u8);
        }

        Tell(new Outcome(
            who, LogIn, sent, time.GetTimestamp(), answer, yes,
            yes == true ? name : yes == false ? "the token is not good" : Outcome.Trouble(answer),
            yes is null ? null : yes == isKnown && (!isKnown || name == upn)));
    }

    /// <summary>User of a visitor as the guard returned it; null before that.</summary>
    public JsonElement? UserOf(Visitor visitor) => _users.TryGetValue(visitor.Name, out JsonElement user) ? user : null;

    /// <param name="interval">Between two reviews.</param>
    /// <returns>A task that ends when the flow is stopped and the last answers have arrived.</returns>
    public async Task RunAsync(TimeSpan interval, Random draw, CancellationToken stop)
    {
        ImmutableArray<Ask> known = [.. Ask.All.Where(ask => _users.ContainsKey(ask.Who.Name))];
        var underWay = new HashSet<Task>();
        using var timer = new PeriodicTimer(interval, time);
        for (int number = 0; !known.IsEmpty; number++)
        {
            underWay.RemoveWhere(task => task.IsCompleted);
            if (underWay.Count < MaxUnderWay)
            {
                // First each once, so that everything is seen early; then by chance, the first ones more often.
                Ask ask = known[number < known.Length ? number : Math.Min(draw.Next(known.Length), draw.Next(known.Length))];
                underWay.Add(DecideAsync(ask, NextReplica()));
            }

            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(underWay);
    }

    private async Task DecideAsync(Ask ask, int replica)
    {
        // Not stopped with the flow: a question that was asked is waited for, within the limits of the client.
        long sent = time.GetTimestamp();
        GuardAnswer answer = await stage.Client.AskAsync(replica, "/subjectaccessreviews", ask.Review(_users[ask.Who.Name]), CancellationToken.None);
        long received = time.GetTimestamp();
        bool? yes = Outcome.StatusOf(answer) is { } status ? Outcome.IsTrue(status, "allowed") : null;
        string why = Outcome.StatusOf(answer) is { } body ? Company.Short(Outcome.Text(body, "reason")) : Outcome.Trouble(answer);
        Tell(new Outcome(ask.Who.Name, ask.ToString(), sent, received, answer, yes, why, yes is { } allowed ? judge.IsRight(ask, allowed, sent, received) : null));
    }

    private int NextReplica() => (int)((uint)Interlocked.Increment(ref _next) % TryStage.ReplicaCount);

    private void Tell(Outcome outcome)
    {
        lock (_gate)
        {
            seen(outcome);
        }
    }
}
