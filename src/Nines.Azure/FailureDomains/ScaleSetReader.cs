using System.Collections.Concurrent;
using System.Collections.Immutable;
using Azure.Core;

namespace Nines.Azure.FailureDomains;

/// <summary>
/// Asks the resource manager of Azure in which fault domain, update domain and zone the machines below nodes are. Reads only; the role Reader
/// on the node resource group is enough. What cannot be read stays unknown, with the reason, and the rest is read all the same.
/// </summary>
public sealed class ScaleSetReader
{
    private readonly ArmOptions _options;
    private readonly ArmTry _try;

    /// <param name="credential">Credential of the caller; see <see cref="AzureSignIn"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ScaleSetReader(TokenCredential credential, ArmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        _options = options ?? new ArmOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxTries, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.AtOnce, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.Try, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.Whole, TimeSpan.Zero, nameof(options));
        _try = new ArmTry(credential, _options);
    }

    /// <summary>Reads all of them, within <see cref="ArmOptions.Whole"/>.</summary>
    /// <returns>One entry for each node, in the order in which they were given.</returns>
    /// <exception cref="OperationCanceledException">The reading was cancelled. Failures of Azure are not thrown.</exception>
    public async Task<DomainReading> ReadAsync(IEnumerable<NodeProvider> nodes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        cancellationToken.ThrowIfCancellationRequested();
        ImmutableArray<(NodeProvider Node, NodeMachine Where)> all = [.. nodes.Select(node => (node, NodeMachine.Parse(node.ProviderId)))];
        var known = new Known[all.Length];
        using var session = new ArmSession(_try, _options, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.AtOnce, CancellationToken = cancellationToken };
        List<(int At, VirtualMachineId Id)> singles = [];
        Dictionary<ScaleSetId, List<(int At, string Instance)>> sets = [];
        for (int at = 0; at < all.Length; at++)
        {
            switch (all[at].Where)
            {
                case ScaleSetInstance instance when sets.TryGetValue(instance.ScaleSet, out List<(int, string)>? members):
                    members.Add((at, instance.Instance));
                    break;
                case ScaleSetInstance instance:
                    sets.Add(instance.ScaleSet, [(at, instance.Instance)]);
                    break;
                case SingleMachine single:
                    singles.Add((at, single.Id));
                    break;
                default:
                    known[at] = new Known(all[at].Node, all[at].Where, null, null);
                    break;
            }
        }

        await Parallel.ForEachAsync(sets, parallel, async (set, _) =>
        {
            ScaleSetAnswer read =
                await new ScaleSetCalls(session, set.Key).ReadAsync(set.Value.Select(member => member.Instance).ToHashSet(StringComparer.Ordinal));
            foreach ((int at, string instance) in set.Value)
            {
                ArmAnswer<ArmMachine> machine = read.Machines[instance];
                known[at] = new Known(all[at].Node, all[at].Where, machine.Value, machine.Failure) { SetId = set.Key, Set = read.Set, SetFailures = read.Failures };
            }
        });

        // Only the machines themselves say which set they are in; each set is read once.
        ConcurrentDictionary<ScaleSetId, Lazy<Task<ArmAnswer<ArmSet>>>> above = new();
        await Parallel.ForEachAsync(singles, parallel, async (single, _) =>
        {
            ArmAnswer<ArmMachine> machine = await SingleCalls.ReadAsync(session, single.Id);
            ScaleSetId? id = machine.Value?.ScaleSet;
            ArmAnswer<ArmSet> set = id is null ? default : await above.GetOrAdd(id, key => new Lazy<Task<ArmAnswer<ArmSet>>>(() => session.SetAsync(key))).Value;
            known[single.At] = new Known(all[single.At].Node, all[single.At].Where, machine.Value, machine.Failure) { SetId = id, Set = set.Value, SetFailures = set.Failure is { } failure ? [failure] : [] };
        });

        HashSet<ScaleSetId> differing = [.. known.Where(one => one is { SetId: not null, Machine.FaultDomain: not null })
            .GroupBy(one => one.SetId!).Where(set => set.Select(one => one.Machine!.FaultDomain).Distinct().Skip(1).Any()).Select(set => set.Key)];
        return new DomainReading(
            [.. known.Select(one => MachineDomainResolver.Resolve(one with { FaultDomainsDiffer = one.SetId is { } id && differing.Contains(id) }))]);
    }
}
