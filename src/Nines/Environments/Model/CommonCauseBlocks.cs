using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Reliability.Dependence;
using Nines.Text;

namespace Nines.Environments.Model;

/// <summary>Splits the members of a common-cause group into independent events that take one member or several at once.</summary>
internal sealed class CommonCauseBlocks(ModelContext context)
{
    private readonly Dictionary<string, Block> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Membership> _members = Memberships(context.Spec);
    private readonly Dictionary<string, Component> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<CommonCauseSpec> _faulty = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CommonCauseSpec, string?> _faults = new(ReferenceEqualityComparer.Instance);

    private sealed record Membership(CommonCauseSpec Spec, ImmutableArray<string> Ids, int Index);

    /// <summary>The diagram that replaces a member of a group; null when the component is in no group.</summary>
    public Block? Split(Component component)
    {
        if (!_members.TryGetValue(component.Id, out Membership? member) || !IsSound(member, component))
        {
            return null;
        }

        var group = new CommonCauseGroup(
            member.Spec.Name, member.Ids, component.Unavailability, Factors(member.Spec, member.Ids.Length), component.MeanDownTime);
        return Blocks.Series(component.Label, group.Events()
            .Where(cause => cause.Members.Contains(member.Index))
            .Select(cause => Event(member.Spec, cause, component)));
    }

    /// <summary>Reports members that the model does not have, which would otherwise be dropped silently.</summary>
    public void ReportMissing(IReadOnlyCollection<string> known)
    {
        foreach ((string id, Membership member) in _members.Where(member => !_seen.ContainsKey(member.Key)))
        {
            context.Report(member.Spec.Position, $"Common cause '{member.Spec.Name}' names '{id}', which is no component of this model.", Spelling.Hint(id, known));
        }
    }

    private bool IsSound(Membership member, Component component)
    {
        _seen.TryAdd(component.Id, component);
        Component first = member.Ids.Select(id => _seen.GetValueOrDefault(id)).OfType<Component>().First();
        if (!_faults.TryGetValue(member.Spec, out string? fault))
        {
            fault = FaultIn(member);
            _faults.Add(member.Spec, fault);
        }

        fault ??= Math.Abs(first.Unavailability - component.Unavailability) > 1e-12
            ? $"'{first.Id}' and '{component.Id}' have different availabilities, but a common cause needs equal ones"
            : null;
        if (fault is not null && _faulty.Add(member.Spec))
        {
            context.Report(member.Spec.Position, $"Common cause '{member.Spec.Name}': {fault}.", null);
        }

        return fault is null;
    }

    private static string? FaultIn(Membership member)
    {
        int members = member.Ids.Length;
        string? fault = member.Spec.Model == CommonCauseModel.AlphaFactor
            ? CommonCauseFactors.FaultInAlphas(members, member.Spec.Factors.AsSpan())
            : CommonCauseFactors.FaultInLetters(members, member.Spec.Factors.AsSpan());
        return fault ?? (CommonCauseGroup.EventCount(Factors(member.Spec, members)) > CommonCauseGroup.MaxEvents
            ? $"{members} members need more than {CommonCauseGroup.MaxEvents} events; use a beta factor or a smaller group"
            : null);
    }

    private Block Event(CommonCauseSpec spec, CommonCauseEvent cause, Component component)
    {
        if (!_events.TryGetValue(cause.Event.Name, out Block? block))
        {
            bool isAlone = cause.Members.Length == 1;
            var source = new Provenance(
                ProvenanceKind.Derived,
                $"{spec.Model} with {string.Join(", ", spec.Factors)} on Q = {component.Unavailability:0.####e+0}, common cause '{spec.Name}'");
            block = context.AddComponent(component with
            {
                Id = cause.Event.Name,
                Label = isAlone ? component.Label : $"Common cause {cause.Event.Name}",
                Kind = isAlone ? component.Kind : ComponentKind.CommonCause,
                Cause = isAlone ? component.Cause : $"Common cause {spec.Name}",
                Domain = isAlone ? component.Domain : context.Root,
                Unavailability = cause.Event.Unavailability,
                UnavailabilitySource = source,
            });
            _events.Add(cause.Event.Name, block);
        }

        return block;
    }

    private static CommonCauseFactors Factors(CommonCauseSpec spec, int members) => spec.Model switch
    {
        CommonCauseModel.BetaFactor => CommonCauseFactors.Beta(members, spec.Factors[0]),
        CommonCauseModel.MultipleGreekLetter => CommonCauseFactors.GreekLetters(members, spec.Factors.AsSpan()),
        _ => CommonCauseFactors.Alpha(members, spec.Factors.AsSpan()),
    };

    // A member with replicas stands for all of them.
    private static Dictionary<string, Membership> Memberships(EnvironmentSpec spec)
    {
        var members = new Dictionary<string, Membership>(StringComparer.Ordinal);
        foreach (CommonCauseSpec group in spec.CommonCauses)
        {
            ImmutableArray<string> ids = [.. group.Members.SelectMany(name => ComponentModel.IdsOf(spec, name))];
            for (int i = 0; i < ids.Length; i++)
            {
                members.TryAdd(ids[i], new Membership(group, ids, i));
            }
        }

        return members;
    }
}
