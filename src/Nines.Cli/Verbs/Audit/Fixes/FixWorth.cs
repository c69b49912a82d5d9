using System.Globalization;
using Nines.Audits.Fixes;

namespace Nines.Cli.Verbs.Audit.Fixes;

/// <summary>What the patches are worth, a line for each workload and kind of domain that exposes it; the files tell the whole distributions.</summary>
internal static class FixWorth
{
    // The rest is told as a number.
    private const int MostLines = 20;

    public static IEnumerable<string> Lines(FixPlan plan)
    {
        (WorkloadFix Fix, FixProof Proof)[] worth =
        [
            .. plan.Workloads.SelectMany(fix => fix.Proofs, (fix, proof) => (fix, proof))
                .Where(each => each.proof.ExposedBefore.Value > 0)
                .OrderByDescending(each => each.proof.ExposedBefore.Value - each.proof.ExposedAfter.Value)
                .ThenBy(each => each.fix.Workload.Name),
        ];
        foreach ((WorkloadFix fix, FixProof proof) in worth.Take(MostLines))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{fix.Workload}: the loss of one {proof.Level.Title} leaves fewer than {proof.RequirementAfter} in {ProofText.Percent(proof.ExposedBefore.Value)} of {proof.Trials} simulated placements as it is, in {ProofText.Percent(proof.ExposedAfter.Value)} with the patch");
        }

        if (worth.Length > MostLines)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {worth.Length - MostLines} more, each in its file");
        }
    }
}
