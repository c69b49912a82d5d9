using System.Collections.Immutable;
using System.Globalization;
using Nines.FakeAzure;
using Nines.FakeAzure.Faults;
using Nines.FakeAzure.Tenants;
using Nines.Guard.Drills.Load;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Site;

/// <summary>The stand-in for Azure of a site: users who may do everything until they may not, and a name of its own for each guard.</summary>
internal sealed class DrillCloud : IAsyncDisposable
{
    public const string Secret = "of-the-drill";

    private const string Principals = "90000000-0000-0000-0000-";
    private const int MaxAnswers = 1_000_000;

    private DrillCloud(FakeAzureServer server, ImmutableArray<Question> questions) => (Server, Questions) = (server, questions);

    public FakeAzureServer Server { get; }

    public ImmutableArray<Question> Questions { get; }

    public static async Task<DrillCloud> StartAsync(int guards, int questions, TimeSpan timeToLive, int seed, CancellationToken cancellation)
    {
        FakeAzureServer server = await FakeAzureServer.StartAsync(
            new FakeAzureOptions { Algorithm = "ES256", Seed = seed, MaxAnswers = MaxAnswers, HasAdmin = false }, cancellation);
        FakeTenant tenant = server.Tenant;
        tenant.Set(settings => settings with { AnswerIdsInAssignments = true, TimeToLiveMs = (long)timeToLive.TotalMilliseconds });
        server.Throttle.Settings = server.Throttle.Settings with { IsOn = false };
        for (int guard = 0; guard < guards; guard++)
        {
            tenant.Put(new FakeServicePrincipal(Principal(guard), Application(guard), Secret));
            tenant.Put(new FakeRoleAssignment($"a0000000-0000-0000-0000-{guard:d12}", Principal(guard), FakeRole.AccessChecker, Question.Cluster));
        }

        tenant.Put(new FakeGroup(Question.Group, "drill"));
        ImmutableArray<Question> asked = Question.Many(questions);
        foreach ((Question question, int number) in asked.Select((question, number) => (question, number)))
        {
            tenant.Put(new FakeUser(question.Oid, string.Create(CultureInfo.InvariantCulture, $"user{number}@example.com"), [Question.Group]));
            tenant.Put(new FakeRoleAssignment($"b0000000-0000-0000-0000-{number:d12}", question.Oid, FakeRole.ClusterAdmin, Question.Cluster));
        }

        return new DrillCloud(server, asked);
    }

    /// <summary>The client id of a guard.</summary>
    public static string Application(int guard) => $"90000000-0000-0000-0001-{guard:d12}";

    /// <summary>Whose name that is; null when it is no guard's.</summary>
    public static int? GuardOf(string principal) =>
        principal.StartsWith(Principals, StringComparison.Ordinal) && int.TryParse(principal.AsSpan(Principals.Length), CultureInfo.InvariantCulture, out int guard)
            ? guard : null;

    /// <summary>Changes its mind about a user.</summary>
    public void Flip(int user)
    {
        string id = $"c0000000-0000-0000-0000-{user:d12}";
        Server.Tenant.Change(state => state with
        {
            DenyAssignments = state.DenyAssignments.Remove(id) is var fewer && fewer.Count < state.DenyAssignments.Count
                ? fewer
                : state.DenyAssignments.SetItem(id, new FakeDenyAssignment(id, [Question.User(user)], FakeRole.ClusterAdmin, Question.Cluster)),
        });
    }

    /// <summary>Changes its mind about one user after the other, until stopped.</summary>
    public async Task FlipAsync(Random random, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(random.Next(200, 800), stop);
            Flip(random.Next(Questions.Length));
        }
    }

    /// <summary>All calls for questions of callers so far, on the clock of a history.</summary>
    public IEnumerable<AzureCall> Calls(HistoryRecorder history)
    {
        HashSet<string> asked = [.. Questions.Select(question => question.Key)];
        AzureCall[] calls =
        [
            .. Server.Answers.Read().Where(answer => answer.Kind == PathKind.CheckAccess && Question.KeyOf(answer.Question) is { } key && asked.Contains(key))
                .Select(answer => new AzureCall(
                    Question.KeyOf(answer.Question)!,
                    answer.Id,
                    answer.Verdict switch { AnswerVerdict.Allow => Verdict.Allow, AnswerVerdict.NotAllowed => Verdict.NotAllowed, _ => Verdict.Error },
                    TimeSpan.FromMilliseconds(answer.TimeToLiveMs),
                    history.At(answer.Timestamps.Received),
                    answer.Timestamps.Answered is { } answered ? history.At(answered) : null,
                    GuardOf(answer.Principal))),
        ];
        return MarkHedges(calls);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    // A guard joins all who ask the same, so a second call of its own beside one under way can only be a hedge.
    private static IEnumerable<AzureCall> MarkHedges(AzureCall[] calls)
    {
        foreach (IGrouping<(string, int?), AzureCall> same in calls.GroupBy(call => (call.Key, call.Replica)))
        {
            TimeSpan busy = TimeSpan.MinValue;
            foreach (AzureCall call in same.OrderBy(call => call.Sent))
            {
                bool isHedge = call.Replica is not null && call.Sent < busy;
                TimeSpan end = call.Answered ?? call.Sent;
                busy = end > busy ? end : busy;
                yield return call with { IsHedge = isHedge };
            }
        }
    }

    private static string Principal(int guard) => string.Create(CultureInfo.InvariantCulture, $"{Principals}{guard:d12}");
}
