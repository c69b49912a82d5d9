using System.Globalization;
using Nines.Audits.Fixes;
using Nines.Reliability.Months;
using Nines.Scheduling;

namespace Nines.Cli.Verbs.Audit.Fixes;

/// <summary>Says in a few lines what the trials showed.</summary>
internal static class ProofText
{
    private const int MostValues = 6;

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
                ? string.Create(CultureInfo.InvariantCulture, $"In {recovery.Outages} simulated outages of one domain its constraints kept no pod from coming back.")
                : string.Create(CultureInfo.InvariantCulture, $"In {recovery.Outages} simulated outages of one domain its constraints kept {recovery.Stuck} pods from coming back.");
        }
    }

    /// <summary>Such as <c>0 in 34.0 %, 1 in 66.0 %</c>.</summary>
    public static string Values(Distribution distribution)
    {
        string[] shown =
        [
            .. distribution.Counts.Take(MostValues)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} in {Percent((double)pair.Value / distribution.Trials)}")),
        ];
        return string.Join(", ", shown) + (distribution.Counts.Count > MostValues ? ", ..." : "");
    }

    /// <summary>Such as <c>below the 1 needed in 34 % (95 %: 27.5 % to 41 %)</c>.</summary>
    public static string Below(int need, Estimate share) => string.Create(
        CultureInfo.InvariantCulture, $"below the {need} needed in {Share(share)}");

    /// <summary>Such as <c>34 % (95 %: 27.5 % to 41 %)</c>.</summary>
    public static string Share(Estimate share) => $"{Percent(share.Value)} (95 %: {Percent(share.Lower)} to {Percent(share.Upper)})";

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
