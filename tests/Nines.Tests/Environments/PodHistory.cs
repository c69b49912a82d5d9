namespace Nines.Tests.Environments;

/// <summary>
/// A simulation of one workload on nodes that fail, hour by hour of a long history: where its pods are, how many are ready, and for how long too few are.
/// Pods stay where they went until a rollout at a fixed interval.
/// </summary>
internal sealed class PodHistory(int[] zoneOf, int replicas, int needed, double nodeUnavailability, double zoneUnavailability, double rolloutHours)
{
    private const double DownHours = 1;
    private const double ReturnHours = 380.0 / 3600;

    private readonly Random _random = new(20_261_129);
    private readonly int _zones = zoneOf.Max() + 1;
    private double _now;

    /// <summary>The share of the time in which fewer pods than needed are ready, and the failures an hour.</summary>
    public (double Unavailability, double PerHour) Run(double hours)
    {
        int nodes = zoneOf.Length, domains = nodes + _zones;
        int[] home = [.. Enumerable.Range(0, nodes).OrderBy(node => zoneOf.Take(node).Count(zone => zone == zoneOf[node])).ThenBy(node => zoneOf[node])];
        int[] at = [.. Enumerable.Range(0, replicas).Select(pod => home[pod % nodes])], start = [.. at];
        double[] changes = [.. Enumerable.Range(0, domains).Select(NextFailure)];
        double[] moves = [.. Enumerable.Repeat(double.PositiveInfinity, replicas)];
        bool[] isDown = new bool[domains];
        double rollout = rolloutHours, down = 0;
        int failures = 0;
        bool wasDown = false;
        while (_now < hours)
        {
            int domain = Array.IndexOf(changes, changes.Min()), pod = Array.IndexOf(moves, moves.Min());
            double next = Math.Min(Math.Min(changes[domain], moves[pod]), rollout);
            down += wasDown ? next - _now : 0;
            _now = next;
            if (next == rollout)
            {
                rollout += rolloutHours;
                for (int each = 0; each < replicas; each++)
                {
                    (at[each], moves[each]) = IsUp(start[each]) ? (start[each], double.PositiveInfinity) : (at[each], moves[each]);
                }
            }
            else if (next == changes[domain])
            {
                isDown[domain] = !isDown[domain];
                changes[domain] = isDown[domain] ? _now + Exponential(DownHours) : NextFailure(domain);
                double together = _now + Exponential(ReturnHours);
                for (int each = 0; each < replicas; each++)
                {
                    bool isMissing = !IsUp(at[each]);
                    moves[each] = !isMissing ? double.PositiveInfinity
                        : !double.IsPositiveInfinity(moves[each]) ? moves[each]
                        : at[each] == start[each] ? together : _now + Exponential(ReturnHours);
                }
            }
            else
            {
                moves[pod] = double.PositiveInfinity;
                int[] targets = [.. Enumerable.Range(0, nodes).Where(IsUp)];
                if (targets.Length == 0)
                {
                    // Nothing is left: it tries again a minute later.
                    moves[pod] = _now + 1.0 / 60;
                }
                else
                {
                    (int Zone, int Node)[] load = [.. targets.Select(node => (
                        at.Count(other => IsUp(other) && zoneOf[other] == zoneOf[node]), at.Count(other => other == node)))];
                    int[] best = [.. targets.Where((_, i) => load[i] == load.Min())];
                    at[pod] = best[_random.Next(best.Length)];
                }
            }

            bool isBroken = at.Count(IsUp) < needed;
            failures += isBroken && !wasDown ? 1 : 0;
            wasDown = isBroken;
        }

        return (down / _now, failures / _now);

        bool IsUp(int node) => !isDown[node] && !isDown[nodes + zoneOf[node]];
    }

    /// <summary>The time of the next failure of a domain.</summary>
    private double NextFailure(int domain)
    {
        double unavailability = domain < zoneOf.Length ? nodeUnavailability : zoneUnavailability;
        return unavailability == 0 ? double.PositiveInfinity : _now + Exponential(DownHours * (1 - unavailability) / unavailability);
    }

    private double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());
}
