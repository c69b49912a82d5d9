using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>What takes requests in.</summary>
internal static class IngressSection
{
    private static readonly Key<IngressKind> _kind = Keys.Required(
        "kind",
        Texts.OneOf("an ingress kind", ("applicationGateway", IngressKind.ApplicationGateway), ("loadBalancer", IngressKind.LoadBalancer)),
        IngressKind.LoadBalancer,
        "What takes requests in.");

    private static readonly Key<ImmutableArray<int>> _zones = Keys.Default(
        "zones", Zones.List, [], "Zones that it spans. Left out: it is not zonal.");

    private static readonly Key<int> _instances = Keys.Default(
        "instances", Numbers.Whole("instances", 1, 125), 0, "Instances of an Application Gateway; the smallest number when it scales itself.", 2);

    private static readonly Key<bool> _autoscale = Keys.Default(
        "autoscale", Numbers.Boolean, false, "Whether an Application Gateway scales itself.", false);

    public static MappingReader<IngressSpec> Reader { get; } = new(
        "ingress", "an ingress", "What takes requests in.", [_kind, _zones, _instances, _autoscale], Build);

    private static IngressSpec Build(Fields fields)
    {
        IngressKind kind = fields.Get(_kind);
        int instances = fields.Get(_instances);
        bool autoscale = fields.Get(_autoscale);
        if (kind == IngressKind.LoadBalancer && fields.IsSound(_kind))
        {
            foreach (Key key in (ImmutableArray<Key>)[_instances, _autoscale])
            {
                if (fields.Has(key))
                {
                    fields.Context.Report(
                        fields.PositionOfName(key), $"A load balancer has no '{key.Name}'.", "Remove it, or use kind: applicationGateway.");
                }
            }
        }

        int standard = kind == IngressKind.ApplicationGateway ? 2 : 1;
        return new IngressSpec(kind, fields.Get(_zones), instances == 0 ? standard : instances, autoscale);
    }
}
