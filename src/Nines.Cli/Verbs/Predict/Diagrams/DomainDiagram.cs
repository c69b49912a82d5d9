using System.Collections.Immutable;
using Nines.Domains;
using Nines.Environments.Model;

namespace Nines.Cli.Verbs.Predict.Diagrams;

/// <summary>Draws what fails together: failure domains inside each other, with the components in them.</summary>
internal sealed class DomainDiagram
{
    private const int MaxDepth = 12;

    private readonly Dictionary<string, Place> _places;
    private readonly Heat _heat;
    private readonly int _maxBoxes;
    private readonly int _maxDepth;
    private int _boxes;

    private DomainDiagram(Dictionary<string, Place> places, Heat heat, int maxBoxes, int maxDepth)
    {
        _places = places;
        _heat = heat;
        _maxBoxes = maxBoxes;
        _maxDepth = maxDepth;
    }

    /// <summary>Null when the model has no failure domains, or nothing in them.</summary>
    public static Sketch? Draw(SystemModel system, Heat heat, double maxWidth, int maxBoxes)
    {
        Dictionary<string, Place> places = Places(system, heat);
        ImmutableArray<Place> roots = [.. places.Values.Where(place => place.Depth == 0)];
        if (roots.IsEmpty)
        {
            return null;
        }

        Sketch sketch = Sketch.Flow([], maxWidth);
        for (int maxDepth = MaxDepth; maxDepth > 0; maxDepth--)
        {
            DomainDiagram map = new(places, heat, maxBoxes, maxDepth);
            sketch = Sketch.Flow([.. roots.Select(root => map.DrawPlace(root, maxWidth - 4))], maxWidth - 4);
            if (map._boxes <= maxBoxes)
            {
                break;
            }
        }

        return sketch with { Width = sketch.Width + 4, Height = sketch.Height + 4, Marks = [.. sketch.Marks.Select(mark => mark.Moved(2, 2))] };
    }

    private static Dictionary<string, Place> Places(SystemModel system, Heat heat)
    {
        Dictionary<string, Place> places = new(StringComparer.Ordinal);
        // A switchover and a condition are nothing that stands anywhere.
        foreach (Component component in system.Components.Where(component => component.Kind is not (ComponentKind.Failover or ComponentKind.Condition)))
        {
            Place? place = component.Domain is { } domain ? Find(domain, places) : null;
            place?.Components.Add(component);
        }

        // Deepest first, so that the look of a place is known before that of its parent is computed.
        foreach (Place place in places.Values.OrderByDescending(place => place.Depth))
        {
            place.Look = Look(place);
            place.Hottest = place.Components.Select(component => heat.Share(component.Id))
                .Concat(place.Inner.Select(inner => inner.Hottest)).DefaultIfEmpty().Max();
        }

        return places;
    }

    /// <summary>Finds or creates the place of a domain and those around it; a domain that is too deep counts as the deepest one drawn.</summary>
    private static Place Find(FailureDomain domain, Dictionary<string, Place> places)
    {
        Place? place = null;
        foreach (FailureDomain step in domain.SelfAndAncestors().Reverse().Take(MaxDepth))
        {
            if (!places.TryGetValue(step.Id, out Place? next))
            {
                next = new Place(step, place is null ? 0 : place.Depth + 1);
                places.Add(step.Id, next);
                place?.Inner.Add(next);
            }

            place = next;
        }

        return place!;
    }

    private Sketch DrawPlace(Place place, double maxWidth)
    {
        if (IsNode(place))
        {
            _boxes++;
            return Sketch.Box(BoxFaces.Create(place.Components[0], _heat, place.Domain.Parent));
        }

        if (place.Depth >= _maxDepth || _boxes > _maxBoxes)
        {
            _boxes++;
            return Sketch.Box(BoxFaces.Summary(place.Domain.Label, place.Size, place.Hottest, _heat));
        }

        double inside = maxWidth - (2 * Sketch.FramePadding);
        Selection<Component> components = Selection.Select(
            [.. place.Components], component => Look(component), component => _heat.Share(component.Id));
        Selection<Place> inner = Selection.Select([.. place.Inner], item => item.Look, item => item.Hottest);
        ImmutableArray<Sketch> own =
        [
            .. components.Shown.Select(component => Sketch.Box(BoxFaces.Create(component, _heat, place.Domain))),
            .. BoxFaces.More(components.Alike, components.Others).Select(Sketch.Box),
        ];
        ImmutableArray<Sketch> more = [.. BoxFaces.More(inner.Alike, inner.Others).Select(Sketch.Box)];
        _boxes += own.Length + more.Length;
        double room = Room(inside, inner.Shown.Count(item => item.Domain.Kind == DomainKind.Zone));
        ImmutableArray<Sketch> within = [.. inner.Shown.Select(item => DrawPlace(item, item.Domain.Kind == DomainKind.Zone ? room : inside)), .. more];
        bool areNodes = inner.Shown.All(item => IsNode(item));
        Sketch content = areNodes
            ? Sketch.Flow([.. own, .. within], inside)
            : Sketch.Flow([.. own.IsEmpty ? [] : new[] { Sketch.Flow(own, inside) }, Sketch.Flow(within, inside)], 0);
        return Sketch.Enclosure(content, BoxFaces.Frame(place.Domain));
    }

    /// <summary>A node's or pod's own box stands for it: no frame around it.</summary>
    private static bool IsNode(Place place) => place is { Inner.Count: 0, Components: [{ Kind: ComponentKind.Node or ComponentKind.Pod }] };

    /// <summary>As many places of a kind beside each other as still have room for two boxes each.</summary>
    private static double Room(double inside, int places) => places < 2
        ? inside
        : Math.Max((inside - ((places - 1) * Sketch.StackGap)) / places, Math.Min(inside, (2 * Sketch.BoxWidth) + Sketch.StackGap + (4 * Sketch.FramePadding)));

    private static string Look(Component component) => $"{component.Kind} {component.Cause} {component.Unavailability:R}";

    private static string Look(Place place)
    {
        IEnumerable<string> parts = place.Components.Select(Look).Concat(place.Inner.Select(inner => inner.Look))
            .GroupBy(look => look, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()}x{group.Key}");
        return $"{place.Domain.Kind}({string.Join(';', parts)})";
    }

    private sealed class Place(FailureDomain domain, int depth)
    {
        public FailureDomain Domain { get; } = domain;
        public int Depth { get; } = depth;
        public List<Component> Components { get; } = [];
        public List<Place> Inner { get; } = [];
        public string Look { get; set; } = string.Empty;
        public double Hottest { get; set; }
        public double Size => Components.Count + Inner.Sum(inner => inner.Size);
    }
}
