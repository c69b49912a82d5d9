using Nines.Testing.Consistency;

namespace Nines.Testing.Tests.Consistency;

/// <summary>Short ways to write events by hand, in seconds.</summary>
internal static class Written
{
    public static readonly CheckSettings Settings = new() { Replicas = 3 };

    public static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    public static Review Allowed(int replica, string key, string? answer, double from, double to, string source = "near") =>
        new(replica, key, Verdict.Allow, answer, source, At(from), At(to));

    public static Review Denied(int replica, string key, string? answer, double from, double to, string source = "near") =>
        new(replica, key, Verdict.NotAllowed, answer, source, At(from), At(to));

    public static AzureCall Call(string answer, string key, Verdict verdict, double sent, double answered, double ttl = 300, int? replica = null) =>
        new(key, answer, verdict, At(ttl), At(sent), At(answered), replica);

    /// <summary>
    /// Ten minutes of three guards that keep every promise: first use, sharing, expiry, a purge, a lost cache, a replica that is alone
    /// for a while and finds another answer, a failure of Azure, and a decision of the guard's own.
    /// </summary>
    public static History Good() => new()
    {
        Calls =
        [
            Call("a1", "a", Verdict.Allow, 10, 10.02, replica: 0),
            Call("a2", "a", Verdict.NotAllowed, 311, 311.02, replica: 1),
            Call("a3", "a", Verdict.Allow, 401, 401.02, replica: 2),
            Call("a4", "a", Verdict.Allow, 500.5, 500.52, replica: 0),
            Call("a5", "a", Verdict.NotAllowed, 601, 601.02, replica: 0),
            Call("b1", "b", Verdict.Error, 20, 20.5, ttl: 0, replica: 1),
            Call("b2", "b", Verdict.Allow, 21, 21.5, replica: 1),
        ],
        Reviews =
        [
            Allowed(0, "a", "a1", 9.99, 10.03, "upstream"),
            Allowed(1, "a", "a1", 11, 11.01, "shared"),
            Allowed(2, "a", "a1", 100, 100.001),
            Allowed(1, "a", "a1", 309.9, 309.95),
            Denied(1, "a", "a2", 310.99, 311.03, "upstream"),
            Denied(2, "a", "a2", 312, 312.01, "shared"),
            Allowed(2, "a", "a3", 400.99, 401.03, "upstream"),
            Allowed(1, "a", "a3", 402, 402.01, "shared"),
            Allowed(0, "a", "a4", 500.49, 500.53, "upstream"),
            Allowed(1, "a", "a4", 501, 501.01, "shared"),
            Denied(0, "a", "a5", 600.99, 601.03, "upstream"),
            Allowed(1, "a", "a4", 602, 602.01),
            Allowed(0, "a", "a4", 620, 620.01, "shared"),
            Allowed(1, "a", "a4", 630, 630.01),
            new Review(1, "b", Verdict.Error, null, "upstream", At(19.9), At(20.6)),
            Allowed(1, "b", "b2", 20.9, 21.6, "upstream"),
            Allowed(0, "b", "b2", 22, 22.01, "shared"),
            Denied(0, "c", null, 5, 5.01, "local"),
            new Review(2, "a", Verdict.Error, null, "", At(50), null),
        ],
        Purges = [new Purge(null, At(400), At(400.05))],
        Faults = [new FaultWindow("FLUSHALL", FaultEffects.LosesEntries, At(500), At(500.1)), new FaultWindow("SIGSTOP guard 2", FaultEffects.None, At(200), At(205))],
        Degraded = [new DegradedWindow(0, At(600), At(610))],
    };

    public static History With(this History history, params object[] events) => history with
    {
        Calls = [.. history.Calls, .. events.OfType<AzureCall>()],
        Reviews = [.. history.Reviews, .. events.OfType<Review>()],
        Purges = [.. history.Purges, .. events.OfType<Purge>()],
        Faults = [.. history.Faults, .. events.OfType<FaultWindow>()],
        Degraded = [.. history.Degraded, .. events.OfType<DegradedWindow>()],
    };

    /// <summary>Changes the one call with this answer.</summary>
    public static History WithCall(this History history, string answer, Func<AzureCall, AzureCall> change) =>
        history with { Calls = [.. history.Calls.Select(call => call.AnswerId == answer ? change(call) : call)] };

    /// <summary>Changes the one review of this key that began then.</summary>
    public static History WithReview(this History history, string key, double from, Func<Review, Review> change)
    {
        history.Reviews.Count(review => review.Key == key && review.Invoked == At(from)).ShouldBe(1);
        return history with { Reviews = [.. history.Reviews.Select(review => review.Key == key && review.Invoked == At(from) ? change(review) : review)] };
    }
}
