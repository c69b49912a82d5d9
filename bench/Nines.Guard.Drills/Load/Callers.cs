using System.Collections.Concurrent;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Load;

/// <summary>Ask all guards all questions, one after the other and without end, and note each review.</summary>
/// <param name="each">Callers of each guard, with a connection for each.</param>
internal sealed class Callers(DrillSite site, int each, int seed)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _mixed = new();

    /// <summary>Versions that named two answers of Azure, and the other way round; the guards say that there are none.</summary>
    public IReadOnlyCollection<string> Mixed => _mixed;

    /// <summary>Until stopped; never throws because of that.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, each * site.Guards.Length).Select(number => CallAsync(number % site.Guards.Length, new Random(seed + number), stop)));

    private async Task CallAsync(int guard, Random random, CancellationToken stop)
    {
        using var client = new ReviewClient(site.Client(site.Edges.Callers[guard].Port));
        try
        {
            while (true)
            {
                Question question = site.Cloud.Questions[random.Next(site.Cloud.Questions.Length)];
                TimeSpan invoked = site.History.Now;
                ReviewReply reply = await client.AskAsync(question, s_patience, stop);
                site.History.Add(new Review(
                    guard, question.Key, reply.Verdict, reply.AnswerId, reply.Source, invoked, reply.Status == 0 ? null : site.History.Now));
                if (reply is { Version.Length: > 0, AnswerId: { } answer })
                {
                    Compare(reply.Version, answer);
                }

                await Task.Delay(reply.Status == 200 ? random.Next(10, 40) : 50, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private void Compare(string version, string answer)
    {
        if (_answers.GetOrAdd(version, answer) != answer)
        {
            _mixed.Enqueue($"version {version} stands for the answers {_answers[version]} and {answer}");
        }

        if (_versions.GetOrAdd(answer, version) != version)
        {
            _mixed.Enqueue($"answer {answer} has the versions {_versions[answer]} and {version}");
        }
    }
}
