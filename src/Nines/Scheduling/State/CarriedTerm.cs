namespace Nines.Scheduling.State;

/// <summary>
/// A term of inter-pod affinity that placed pods carry and that others feel: required anti-affinity keeps the pods it means out of
/// the carriers' domains, the others weigh on the score.
/// </summary>
/// <param name="term">Whom it means.</param>
/// <param name="topology">What is near.</param>
/// <param name="weight">0 for required anti-affinity, otherwise what each carrier adds to the score.</param>
internal sealed class CarriedTerm(PodTerm term, Topology topology, int weight)
{
    private readonly int[] _carriers = new int[topology.Values];

    public Topology Topology => topology;

    public int Weight => weight;

    public bool Forbids => weight == 0;

    /// <summary>Carriers in domains that have a name.</summary>
    public int Total { get; private set; }

    /// <summary>Carriers in each domain.</summary>
    public ReadOnlySpan<int> Carriers => _carriers;

    public bool Means(LabelClass pods) => term.Means(pods);

    public void Change(int node, int change)
    {
        int value = topology.Of(node);
        if (value >= 0)
        {
            _carriers[value] += change;
            Total += change;
        }
    }

    public static string KeyOf(PodTerm term, Topology topology, int weight) => $"{weight}\u0007{topology.Key}\u0007{term.Key}";
}
