using System.Collections.Immutable;
using System.Globalization;
using Nines.Domains;

namespace Nines.Audits.Losses;

/// <summary>Failure rate and repair time of domains of one kind, each failing independently.</summary>
/// <param name="FailuresPerYear">0 or more; planned maintenance that stops machines counts.</param>
/// <param name="TimeToRestore">Mean time until what is in the domain works again where it is; above 0.</param>
public sealed record DomainRate(double FailuresPerYear, TimeSpan TimeToRestore);

/// <summary>
/// Assumed failure rates. No provider publishes such rates; these are round numbers on the careful side of what published outage
/// reports and service levels suggest, good for comparing placements with each other and not for promises:
/// <list type="bullet">
/// <item>region: once in ten years for 4 h. Outages of whole regions are rare and take hours.</item>
/// <item>zone: once in five years for 4 h: power, cooling, a fibre cut.</item>
/// <item>fault-domain: once in five years for 2 h: the switch or the power feed of a rack.</item>
/// <item>update-domain: four times a year for 15 min: maintenance of hosts that restarts machines, one update domain at a time.</item>
/// <item>node: twice a year for 1 h: a machine that breaks down, hangs, or is moved; some 99.98 %, against the 99.9 % that is promised of one.</item>
/// <item>pod: once a month for 1 min: crashes, restarts and failed probes.</item>
/// <item>domains of the user's own: like a fault domain. Node pools do not fail as such.</item>
/// </list>
/// For pods that can be rescheduled, a loss lasts as long as its detection, the eviction of the pods and the start of new ones at most.
/// </summary>
public sealed record DomainRates
{
    /// <summary>The key of what takes a single pod down.</summary>
    public const string Pod = "pod";

    /// <summary>The key of domains of the user's own that have no rate of their own.</summary>
    public const string Custom = "custom";

    public static DomainRates Default { get; } = new();

    /// <summary>By the key of the level, <see cref="Pod"/> or <see cref="Custom"/>.</summary>
    public ImmutableSortedDictionary<string, DomainRate> ByKey { get; init; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create(DomainKinds.Region, new DomainRate(0.1, TimeSpan.FromHours(4))),
        KeyValuePair.Create(DomainKinds.Zone, new DomainRate(0.2, TimeSpan.FromHours(4))),
        KeyValuePair.Create(DomainKinds.FaultDomain, new DomainRate(0.2, TimeSpan.FromHours(2))),
        KeyValuePair.Create(DomainKinds.UpdateDomain, new DomainRate(4, TimeSpan.FromMinutes(15))),
        KeyValuePair.Create(DomainKinds.Node, new DomainRate(2, TimeSpan.FromHours(1))),
        KeyValuePair.Create(Pod, new DomainRate(12, TimeSpan.FromMinutes(1))),
        KeyValuePair.Create(Custom, new DomainRate(0.2, TimeSpan.FromHours(2))),
    ]);

    /// <summary>Until a node that stopped answering is said not to be ready: 40 s, and 50 s from Kubernetes 1.32.</summary>
    public TimeSpan Detection { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>Default time that pods tolerate such a node before they are evicted.</summary>
    public TimeSpan Eviction { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Until a new pod is placed, has its image, and is ready.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Everything that is wrong with it, in words; empty when it can be used.</summary>
    public ImmutableArray<string> Faults()
    {
        ImmutableArray<string>.Builder faults = ImmutableArray.CreateBuilder<string>();
        foreach ((string key, DomainRate rate) in ByKey)
        {
            if (!double.IsFinite(rate.FailuresPerYear) || rate.FailuresPerYear < 0)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: {rate.FailuresPerYear} failures a year; expected 0 or more"));
            }

            if (rate.TimeToRestore <= TimeSpan.Zero)
            {
                faults.Add($"{key}: {rate.TimeToRestore} to restore; expected more than 0");
            }
        }

        foreach ((string name, TimeSpan time) in (ReadOnlySpan<(string, TimeSpan)>)[("detection", Detection), ("eviction", Eviction), ("start", Start)])
        {
            if (time < TimeSpan.Zero)
            {
                faults.Add($"{name}: {time}; expected 0 or more");
            }
        }

        return faults.ToImmutable();
    }

    /// <summary>The share of time in which a domain is down: of an alternation of up times and down times, f d / (1 + f d).</summary>
    /// <param name="key">The key of the level.</param>
    /// <param name="isElsewhere">True if the lost pods are recreated elsewhere, which bounds the duration of the loss.</param>
    internal double Unavailability(string key, bool isElsewhere)
    {
        if (!ByKey.TryGetValue(key, out DomainRate? rate) && (key == DomainKinds.NodePool || !ByKey.TryGetValue(Custom, out rate)))
        {
            return 0;
        }

        double down = rate.TimeToRestore.TotalSeconds;
        down = isElsewhere ? Math.Min(down, (Detection + Eviction + Start).TotalSeconds) : down;
        double busy = rate.FailuresPerYear * down / Reliability.Downtime.SecondsPerYear;
        return busy / (1 + busy);
    }
}
