using System.Collections.Immutable;

namespace Nines.Measure.Running;

/// <summary>Files of src that run for a request.</summary>
/// <param name="Help">Files that run for <c>nines --help</c>: the command tree.</param>
/// <param name="Predict">Files that run for a prediction of an example and not for the command tree.</param>
/// <param name="Audit">Files that run for an audit of the embedded example with fixes and not for the command tree.</param>
/// <param name="NearHit">Files that run from a review to its answer when the near cache has it; null without redis-server.</param>
internal sealed record RunningReport(
    ImmutableSortedSet<string> Help, ImmutableSortedSet<string> Predict, ImmutableSortedSet<string> Audit, ImmutableSortedSet<string>? NearHit)
{
    public static async Task<RunningReport> CreateAsync(string root)
    {
        var program = new MeasuredProgram(root);
        ImmutableSortedSet<string> help = program.Run("--help");
        return new RunningReport(
            help,
            program.Run("predict", Path.Combine(root, "examples", "hybrid.yaml")).Except(help),
            program.Run("audit", "--fix", "fixes").Except(help),
            await NearHitRun.MeasureAsync(program));
    }
}
