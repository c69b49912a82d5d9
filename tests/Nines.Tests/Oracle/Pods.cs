namespace Nines.Tests.Oracle;

/// <summary>A node, and the zone that it is lost with.</summary>
internal sealed record Host(Unit Node, Unit? Zone)
{
    public bool IsUp => Node.IsUp && Zone?.IsUp != false;

    public bool IsIn(Part domain) => Node == domain || Zone == domain;
}

/// <summary>Rules for the place of pods after a loss.</summary>
/// <param name="StayAway">
/// True when pods stay on the node that took them, and are lost with it, until something moves them. False when they are back as soon as the lost
/// domain is, and nothing else takes them meanwhile.
/// </param>
/// <param name="RolloutHours">Interval of the rollouts or rebalances that spread the pods of a workload again; 0 for none.</param>
/// <param name="EachAlone">True when each pod is back after an exponential time of its own; false when detection, eviction and start are shared.</param>
internal sealed record PlacementAfterLoss(bool StayAway, double RolloutHours = 0, bool EachAlone = false);

/// <summary>Pods of one workload in one region: up while enough of them are ready.</summary>
internal sealed class PodGroup(string name, Host[] hosts, (Part Pod, int Home)[] pods, int needed, PlacementAfterLoss placement, int seed) : Part
{
    private readonly Draws _draws = new(name, seed);
    private readonly int[] _at = [.. pods.Select(pod => pod.Home)];
    private readonly bool[] _isAway = new bool[pods.Length];
    private bool _hasPending;
    private bool _isRolloutSet;
    private double _phase;

    /// <summary>Number of pods.</summary>
    public int Count => pods.Length;

    public override void Start(Machine machine) => _phase = _draws.Uniform() * placement.RolloutHours;

    public override void Update(Machine machine)
    {
        if (_hasPending)
        {
            PlacePending();
            SetRollout(machine);
        }

        int ready = 0;
        for (int i = 0; i < pods.Length; i++)
        {
            bool isUp = _at[i] >= 0 && hosts[_at[i]].IsUp;
            _isAway[i] &= !isUp;
            ready += (isUp || _isAway[i]) && pods[i].Pod.IsUp ? 1 : 0;
        }

        IsUp = ready >= needed;
    }

    /// <summary>True when a pod is in a domain.</summary>
    public bool IsIn(int pod, Part domain) => _at[pod] >= 0 && hosts[_at[pod]].IsIn(domain);

    /// <summary>A pod of a lost domain runs elsewhere now.</summary>
    public void Leave(int pod, Part domain)
    {
        if (IsIn(pod, domain))
        {
            _isAway[pod] = !placement.StayAway;
            _at[pod] = placement.StayAway ? -1 : _at[pod];
            _hasPending |= placement.StayAway;
        }
    }

    public override void Ring(Machine machine, int what, int turn)
    {
        _isRolloutSet = false;
        for (int i = 0; i < pods.Length; i++)
        {
            _at[i] = _at[i] >= 0 && hosts[_at[i]].IsUp ? -1 : _at[i];
        }

        PlacePending();
        if (hosts.Any(host => !host.IsUp))
        {
            SetRollout(machine);
        }
    }

    // A rollout of pods that are spread over all nodes changes nothing, so only those after a loss are followed.
    private void SetRollout(Machine machine)
    {
        if (placement.RolloutHours > 0 && !_isRolloutSet)
        {
            _isRolloutSet = true;
            double next = _phase + ((Math.Floor((machine.Now - _phase) / placement.RolloutHours) + 1) * placement.RolloutHours);
            machine.Set(this, 0, 0, next - machine.Now);
        }
    }

    /// <summary>Places pods as the scheduler does that spreads them over zones and then nodes.</summary>
    private void PlacePending()
    {
        _hasPending = false;
        for (int i = 0; i < pods.Length; i++)
        {
            if (_at[i] >= 0)
            {
                continue;
            }

            int[] free = [.. Enumerable.Range(0, hosts.Length).Where(host => hosts[host].IsUp)];
            _at[i] = free.Length == 0 ? -1 : free.MinBy(host => (
                hosts[host].Zone is { } zone ? _at.Count(at => at >= 0 && hosts[at].Zone == zone) : 0, _at.Count(at => at == host), _draws.Uniform()));
            _hasPending |= free.Length == 0;
        }
    }
}

/// <summary>
/// What happens to the pods of a lost node or zone: one detection and eviction for all of them, one new node for each pool that scales, and one start
/// for each workload. All of it ends when the domain returns.
/// </summary>
/// <param name="domain">The node or zone.</param>
/// <param name="reactions">Mean times.</param>
/// <param name="groups">The workloads that may have pods there, each with the number of its pool.</param>
/// <param name="scales">Whether each pool scales.</param>
/// <param name="isEachAlone">True when each pod has a time of its own for all stages.</param>
/// <param name="seed">Random seed.</param>
internal sealed class Evacuation(Unit domain, Reactions reactions, (PodGroup Pods, int Pool)[] groups, bool[] scales, bool isEachAlone, int seed) : Part
{
    private const int Evicted = 0;
    private readonly Draws _draws = new($"evacuation from {domain.Name}", seed);
    private bool _wasUp = true;
    private int _turn;

    public override void Update(Machine machine)
    {
        if (domain.IsUp != _wasUp)
        {
            _wasUp = domain.IsUp;
            _turn++;
            if (!_wasUp && isEachAlone)
            {
                LeaveAlone(machine);
            }
            else if (!_wasUp)
            {
                machine.Set(this, Evicted, _turn, _draws.Exponential((reactions.Detection + reactions.Eviction) / 3600.0));
            }
        }
    }

    public override void Ring(Machine machine, int what, int turn)
    {
        if (turn != _turn)
        {
            return;
        }

        for (int pool = 0; pool < scales.Length && what <= scales.Length; pool++)
        {
            if (what == Evicted && scales[pool])
            {
                machine.Set(this, 1 + pool, turn, _draws.Exponential(reactions.Provisioning / 3600.0));
            }
            else if (what == Evicted || what == 1 + pool)
            {
                StartPods(machine, pool, turn);
            }
        }

        if (what > scales.Length)
        {
            (int pod, int group) = Math.DivRem(what - scales.Length - 1, groups.Length);
            for (int i = isEachAlone ? pod : 0; i < (isEachAlone ? pod + 1 : groups[group].Pods.Count); i++)
            {
                groups[group].Pods.Leave(i, domain);
            }
        }
    }

    private void LeaveAlone(Machine machine)
    {
        for (int group = 0; group < groups.Length; group++)
        {
            int seconds = reactions.Detection + reactions.Eviction + reactions.Start + (scales[groups[group].Pool] ? reactions.Provisioning : 0);
            for (int pod = 0; pod < groups[group].Pods.Count; pod++)
            {
                machine.Set(this, 1 + scales.Length + group + (pod * groups.Length), _turn, _draws.Exponential(seconds / 3600.0));
            }
        }
    }

    private void StartPods(Machine machine, int pool, int turn)
    {
        for (int group = 0; group < groups.Length; group++)
        {
            if (groups[group].Pool == pool)
            {
                machine.Set(this, 1 + scales.Length + group, turn, _draws.Exponential(reactions.Start / 3600.0));
            }
        }
    }
}
