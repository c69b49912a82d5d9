namespace Nines.Tests.Oracle;

/// <summary>A node, and the zone that it is lost with.</summary>
internal sealed record Host(Unit Node, Unit? Zone)
{
    public bool IsUp => Node.IsUp && Zone?.IsUp != false;

    public bool IsIn(Part domain) => Node == domain || Zone == domain;
}

/// <summary>Pods of one workload in one region: up while enough of them are ready.</summary>
/// <param name="name">Unique name.</param>
/// <param name="hosts">The nodes of the pool.</param>
/// <param name="pods">The pods, each with its own failures and the node that a rollout puts it on.</param>
/// <param name="needed">Number of pods that must be ready.</param>
/// <param name="spread">Topology spread: zone or node.</param>
/// <param name="rolloutHours">
/// Interval of what puts pods back in place that an outage has moved; infinite for nothing. 0 for at once: pods are back as soon as the lost domain is, and
/// nothing takes them meanwhile.
/// </param>
/// <param name="seed">Random seed.</param>
internal sealed class PodGroup(string name, Host[] hosts, (Part Pod, int Home)[] pods, int needed, string spread, double rolloutHours, int seed) : Part
{
    private readonly Draws _draws = new(name, seed);
    private readonly int[] _at = [.. pods.Select(pod => pod.Home)];
    private readonly bool[] _isAway = new bool[pods.Length];
    private bool _hasPending;
    private bool _isRolloutSet;
    private double _phase;

    /// <summary>Number of pods.</summary>
    public int Count => pods.Length;

    public override void Start(Machine machine) => _phase = double.IsInfinity(rolloutHours) ? 0 : _draws.Uniform() * rolloutHours;

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

    /// <summary>True when a pod is where the last rollout put it.</summary>
    public bool IsHome(int pod) => _at[pod] == pods[pod].Home;

    /// <summary>A pod of a lost domain runs elsewhere now.</summary>
    public void Leave(int pod, Part domain)
    {
        if (IsIn(pod, domain))
        {
            _isAway[pod] = rolloutHours == 0;
            _at[pod] = rolloutHours > 0 ? -1 : _at[pod];
            _hasPending |= rolloutHours > 0;
        }
    }

    public override void Ring(Machine machine, int what, int turn)
    {
        _isRolloutSet = false;
        for (int i = 0; i < pods.Length; i++)
        {
            _at[i] = hosts[pods[i].Home].IsUp ? pods[i].Home : _at[i];
        }

        if (hosts.Any(host => !host.IsUp))
        {
            SetRollout(machine);
        }
    }

    // A rollout of pods that are spread over all nodes changes nothing, so only those after a loss are followed.
    private void SetRollout(Machine machine)
    {
        if (double.IsFinite(rolloutHours) && !_isRolloutSet)
        {
            _isRolloutSet = true;
            double next = _phase + ((Math.Floor((machine.Now - _phase) / rolloutHours) + 1) * rolloutHours);
            machine.Set(this, 0, 0, next - machine.Now > rolloutHours * 1e-6 ? next - machine.Now : rolloutHours);
        }
    }

    /// <summary>Places pods as the scheduler does: in the least loaded zone and then node, or the least loaded node.</summary>
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
                spread == "zone" && hosts[host].Zone is { } zone ? _at.Count(at => at >= 0 && hosts[at].Zone == zone) : 0, _at.Count(at => at == host), _draws.Uniform()));
            _hasPending |= free.Length == 0;
        }
    }
}

/// <summary>
/// What happens to the pods of a lost node or zone: one detection and eviction for all of them, one new node for each pool that scales, and one start
/// for each workload. A pod that an earlier outage had moved there has a time of its own. All of it ends when the domain returns.
/// </summary>
/// <param name="domain">The node or zone.</param>
/// <param name="reactions">Mean times.</param>
/// <param name="groups">The workloads that may have pods there, each with the number of its pool.</param>
/// <param name="scales">Whether each pool scales.</param>
/// <param name="seed">Random seed.</param>
internal sealed class Evacuation(Unit domain, Reactions reactions, (PodGroup Pods, int Pool)[] groups, bool[] scales, int seed) : Part
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
            if (!_wasUp)
            {
                LeaveAlone(machine);
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
            PodGroup pods = groups[group].Pods;
            if (pod > 0)
            {
                pods.Leave(pod - 1, domain);
                return;
            }

            for (int i = 0; i < pods.Count; i++)
            {
                if (pods.IsHome(i))
                {
                    pods.Leave(i, domain);
                }
            }
        }
    }

    // Pod 0 stands for all that are at home.
    private void LeaveAlone(Machine machine)
    {
        for (int group = 0; group < groups.Length; group++)
        {
            int seconds = reactions.Detection + reactions.Eviction + reactions.Start + (scales[groups[group].Pool] ? reactions.Provisioning : 0);
            for (int pod = 0; pod < groups[group].Pods.Count; pod++)
            {
                if (groups[group].Pods.IsIn(pod, domain) && !groups[group].Pods.IsHome(pod))
                {
                    machine.Set(this, 1 + scales.Length + group + ((pod + 1) * groups.Length), _turn, _draws.Exponential(seconds / 3600.0));
                }
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
