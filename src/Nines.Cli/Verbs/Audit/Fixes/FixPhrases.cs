using System.Globalization;
using Nines.Audits.Fixes;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Cli.Verbs.Audit.Fixes;

/// <summary>Phrases that describe the simulated effect of fixes.</summary>
internal static class FixPhrases
{
    private const int MaxValues = 6;

    // Further workloads are counted only.
    private const int MaxLines = 20;

    /// <summary>Effect of all patches: one line for each workload and kind of failure domain that exposes it.</summary>
    public static IEnumerable<string> Summary(FixPlan plan)
    {
        (WorkloadFix Fix, FixProof Proof)[] effects =
        [
            .. plan.Workloads.SelectMany(fix => fix.Proofs, (fix, proof) => (fix, proof))
                .Where(each => each.proof.ExposedBefore.Value > 0)
                .OrderByDescending(each => each.proof.ExposedBefore.Value - each.proof.ExposedAfter.Value)
                .ThenBy(each => each.fix.Workload.Name),
        ];
        foreach ((WorkloadFix fix, FixProof proof) in effects.Take(MaxLines))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{fix.Workload}: losing one {proof.Level.Title} leaves fewer than {proof.RequirementAfter} in {Percent(proof.ExposedBefore.Value)} of {proof.Trials} simulated placements now, in {Percent(proof.ExposedAfter.Value)} with the patch");
        }

        if (effects.Length > MaxLines)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {effects.Length - MaxLines} more, each in its file");
        }
    }

    /// <summary>Effect of the patches of one workload, for the comments of its file.</summary>
    public static IEnumerable<string> Lines(WorkloadFix fix)
    {
        foreach (FixProof proof in fix.Proofs)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Pods left when the fullest {proof.Level.Title} is lost, in {proof.Trials} simulated placements each (seed {proof.Seed}):");
            yield return $"  before: {Values(proof.LeftBefore)}; {Below(proof.RequirementBefore, proof.ExposedBefore)}";
            yield return $"  after:  {Values(proof.LeftAfter)}; {Below(proof.RequirementAfter, proof.ExposedAfter)}";
        }

        if (fix.Recovery is { } recovery)
        {
            yield return recovery.Stuck == 0
                ? string.Create(CultureInfo.InvariantCulture, $"In {recovery.Outages} simulated outages of one failure domain, the constraints did not keep any pod from being rescheduled.")
                : string.Create(CultureInfo.InvariantCulture, $"In {recovery.Outages} simulated outages of one failure domain, the constraints kept {recovery.Stuck} pods from being rescheduled.");
        }
    }

    /// <summary>Such as <c>0 in 34.0 %, 1 in 66.0 %</c>.</summary>
    public static string Values(Distribution distribution)
    {
        string[] shown =
        [
            .. distribution.Counts.Take(MaxValues)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} in {Percent((double)pair.Value / distribution.Trials)}")),
        ];
        return string.Join(", ", shown) + (distribution.Counts.Count > MaxValues ? ", ..." : "");
    }

    /// <summary>Such as <c>below the required 1 in 34 % (95 %: 27.5 % to 41 %)</c>.</summary>
    public static string Below(int need, Estimate share) => string.Create(
        CultureInfo.InvariantCulture, $"below the required {need} in {Share(share)}");

    /// <summary>Such as <c>34 % (95 %: 27.5 % to 41 %)</c>.</summary>
    public static string Share(Estimate share) => $"{Percent(share.Value)} (95 %: {Percent(share.Lower)} to {Percent(share.Upper)})";

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
