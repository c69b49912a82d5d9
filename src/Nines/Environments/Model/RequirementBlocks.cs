using Nines.Environments.Specs;
using Nines.Reliability.Redundancy;
using Nines.Reliability.Solving;

namespace Nines.Environments.Model;

/// <summary>Turns a <c>requires</c> into a diagram. Its depth is bounded by the reader.</summary>
internal sealed class RequirementBlocks(ModelContext context, FailoverModel failover)
{
    private static readonly FailoverModel.Defaults Plain = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), 1);

    /// <summary>Every name in a requirement, in order.</summary>
    public static IEnumerable<string> References(RequirementSpec? requirement) => requirement switch
    {
        ReferenceRequirement reference => [reference.Name],
        CombinedRequirement combined => combined.Items.SelectMany(References),
        StandbyRequirement standby => References(standby.Active).Concat(References(standby.Standby)),
        _ => [],
    };

    /// <param name="owner">The id of what requires; ids of failover components start with it.</param>
    /// <param name="requirement">The requirement.</param>
    /// <param name="resolve">The diagram of a name.</param>
    public Block Build(string owner, RequirementSpec requirement, Func<string, Block> resolve)
    {
        int standbys = 0;
        return Build(requirement);

        Block Build(RequirementSpec part)
        {
            switch (part)
            {
                case ReferenceRequirement reference:
                    return resolve(reference.Name);
                case StandbyRequirement standby:
                    standbys++;
                    string id = standbys == 1 ? owner : $"{owner}-{standbys}";
                    return Standby(id, standby, Build(standby.Active), Build(standby.Standby));
                default:
                    var combined = (CombinedRequirement)part;
                    return Blocks.AtLeast(Describe(combined), combined.Needed, combined.Items.Select(Build));
            }
        }
    }

    private static string Describe(CombinedRequirement combined) => combined.Needed switch
    {
        1 => "any of",
        _ when combined.Needed == combined.Items.Length => "all of",
        _ => $"{combined.Needed} of {combined.Items.Length}",
    };

    private Block Standby(string id, StandbyRequirement requirement, Block active, Block standby)
    {
        Block exposure = failover.Exposure(
            $"{id}.failover", $"Failover from {active.Label} to {standby.Label}", $"Failover to {standby.Label}", context.Root,
            active, 1, requirement.Failover, Plain);
        Block? hidden = requirement.TestInterval is { } interval ? Untested(id, standby, interval) : null;
        Block ready = Blocks.Series($"{standby.Label} has taken over", standby, hidden, exposure);
        return Blocks.AnyOf($"{active.Label}, with {standby.Label} behind it", active, ready);
    }

    /// <summary>The standby has failed since its last test and nobody has noticed.</summary>
    private Block? Untested(string id, Block standby, TimeSpan interval)
    {
        FailureFrequency? frequency = context.Solver.Frequency(standby);
        if (frequency is null || frequency.PerHour <= 0)
        {
            return null;
        }

        double rate = 1 / frequency.MeanUpTimeHours;
        double unavailability = UntestedStandby.Unavailability(rate, interval);
        return context.DerivedLeaf(
            $"{id}.untested", $"{standby.Label} has failed unnoticed", ComponentKind.Failover, $"Untested standby {standby.Label}", context.Root,
            unavailability, interval / 2,
            $"U = 1 - (1 - exp(-lambda tau)) / (lambda tau) with lambda = {rate:0.###e+0} an hour, tau = {interval.TotalHours:0.##} h");
    }
}
