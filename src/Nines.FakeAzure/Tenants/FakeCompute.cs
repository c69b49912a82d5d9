using System.Collections.Immutable;

namespace Nines.FakeAzure.Tenants;

/// <summary>The machines that there are, which tests and the admin endpoint change while they are asked about. Ids are compared without regard to case.</summary>
internal sealed class FakeCompute
{
    public const int MaxObjects = 20_000;

    private readonly Lock _gate = new();
    private ComputeState _state = new();

    public ComputeState State => Volatile.Read(ref _state);

    /// <exception cref="InvalidOperationException">There would be too many of a kind.</exception>
    public void Put(FakeScaleSet set) => Change(state => state with { ScaleSets = state.ScaleSets.SetItem(set.Id, set) });

    /// <inheritdoc cref="Put(FakeScaleSet)"/>
    public void Put(FakeMachine machine) => Change(state => state with { Machines = state.Machines.SetItem(machine.Id, machine) });

    public void Set(ComputeSettings settings) => Change(state => state with { Settings = settings with { Page = Math.Max(1, settings.Page) } });

    public void Remove(string id) => Change(state => state with { ScaleSets = state.ScaleSets.Remove(id), Machines = state.Machines.Remove(id) });

    private void Change(Func<ComputeState, ComputeState> change)
    {
        lock (_gate)
        {
            ComputeState after = change(_state);
            if (Math.Max(after.ScaleSets.Count, after.Machines.Count) > MaxObjects)
            {
                throw new InvalidOperationException($"more than {MaxObjects} objects of a kind.");
            }

            Volatile.Write(ref _state, after);
        }
    }
}

/// <summary>All machines of one moment.</summary>
internal sealed record ComputeState
{
    public ImmutableSortedDictionary<string, FakeScaleSet> ScaleSets { get; init; } = ImmutableSortedDictionary.Create<string, FakeScaleSet>(StringComparer.OrdinalIgnoreCase);

    public ImmutableSortedDictionary<string, FakeMachine> Machines { get; init; } = ImmutableSortedDictionary.Create<string, FakeMachine>(StringComparer.OrdinalIgnoreCase);

    public ComputeSettings Settings { get; init; } = new();
}
