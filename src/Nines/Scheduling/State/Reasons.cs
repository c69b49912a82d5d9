using System.Collections.Immutable;
using System.Globalization;
using Nines.Clusters;

namespace Nines.Scheduling.State;

/// <summary>Counts the reasons for which nodes were ruled out, in the words of kube-scheduler, which users search for.</summary>
internal sealed class Reasons(SchedulerProfile profile)
{
    public const string TooManyPods = "Too many pods";
    public const string NoCpu = "Insufficient cpu";
    public const string NoMemory = "Insufficient memory";
    public const string NoDisk = "Insufficient ephemeral-storage";
    public const string Unschedulable = "node(s) were unschedulable";
    public const string OtherName = "node(s) didn't match the requested hostname";
    public const string OldNodeAffinity = "node(s) didn't match Pod's node affinity";
    public const string NewNodeAffinity = "node(s) didn't match Pod's node affinity/selector";
    public const string Ports = "node(s) didn't have free ports for the requested pod ports";
    public const string Zone = "node(s) had no available volume zone";
    public const string OldVolume = "node(s) had volume node affinity conflict";
    public const string NewVolume = "node(s) didn't match PersistentVolume's node affinity";
    public const string Spread = "node(s) didn't match pod topology spread constraints";
    public const string SpreadLabel = Spread + " (missing required label)";
    public const string EitherAffinity = "node(s) didn't match pod affinity/anti-affinity";
    public const string Near = "node(s) didn't match pod affinity rules";
    public const string Far = "node(s) didn't match pod anti-affinity rules";
    public const string Existing = "node(s) didn't satisfy existing pods anti-affinity rules";

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public string NodeAffinity => profile.Minor >= 22 ? NewNodeAffinity : OldNodeAffinity;

    public string Volume => profile.NamesTaints ? OldVolume : NewVolume;

    public static string Insufficient(string resource) => "Insufficient " + resource;

    public string Taint(Taint taint) =>
        !profile.NamesTaints ? "node(s) had untolerated taint(s)"
        : profile.Minor >= 24 ? $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}"
        : $"node(s) had taint {{{taint.Key}: {taint.Value}}}, that the pod didn't tolerate";

    public void Clear() => _counts.Clear();

    /// <summary>False skips the counting, for searches that need no reasons.</summary>
    public bool AreCounted { get; set; } = true;

    public void Add(string reason)
    {
        if (AreCounted)
        {
            _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>Older schedulers gave two reasons for one rule between pods.</summary>
    public void AddAffinity(string reason)
    {
        if (profile.Minor < 22)
        {
            Add(EitherAffinity);
        }

        Add(reason);
    }

    /// <summary>Sorted as the scheduler prints them: as text, number first.</summary>
    public ImmutableArray<ReasonCount> Counts() =>
        [.. _counts.Select(pair => new ReasonCount(pair.Key, pair.Value)).OrderBy(count => count.ToString(), StringComparer.Ordinal)];
}

/// <param name="Reason">The reason, in the scheduler's words.</param>
/// <param name="Nodes">Number of nodes that were ruled out for it.</param>
public readonly record struct ReasonCount(string Reason, int Nodes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Nodes} {Reason}");
}
