using System.Globalization;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Summary at the end of the demonstration.</summary>
internal static class Summary
{
    public static void Print(TryPrinter printer, Tally tally, TryStage stage, Acts acts, DecisionChecker judge, TryOptions options)
    {
        printer.Line();
        printer.Line($"{tally.Reviews} reviews: {tally.Unanswered} without an answer, {tally.Wrong} wrong answers; {tally.AskedAgain} were retried by kube-apiserver's rules.");
        printer.Line($"  Azure was asked {stage.Company.Checks} times for {tally.Decisions} decisions.");
        if (stage.Redis is not null)
        {
            int splits = tally.Splits(acts.WithoutRedis.From, acts.WithoutRedis.To);
            printer.Line($"  {tally.SharedVersions} of {tally.Versions} decisions were served by more than one guard; {splits} times there were two versions of one at once{(acts.RedisKilled ? " while they shared" : "")}.");
        }

        foreach ((string source, int count, TimeSpan median, TimeSpan slowest) in tally.Sources)
        {
            printer.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  {TryPrinter.From(source),-7}{count,5} answers  {TryPrinter.Milliseconds(median),9} in the middle  {TryPrinter.Milliseconds(slowest),9} at most"));
        }

        printer.Line(judge.TakenAt is null ? "  The role was not removed yet."
            : $"  Role removed: {(acts.LastYes is { } last ? $"the last allow came {Acts.Seconds(last)} later" : "no review was allowed since")}; at most {Acts.Seconds(options.MaxAge)} are allowed{(acts.IsRoleOver ? "" : ", which are not yet over")}.");
        printer.Line(acts.ReplicaKilled ? "  Guard killed: reviews continued." : "  No guard was killed yet.");
        if (stage.Redis is not null)
        {
            printer.Line(!acts.RedisKilled ? "  The Redis primary was not killed yet."
                : acts.SharedAgain is { } again ? $"  Redis primary killed: shared again after {Acts.Seconds(again)}; until then each guard asked Azure."
                : "  Redis primary killed: the time was up before the Sentinels agreed on another; each guard asked Azure.");
        }
    }
}
