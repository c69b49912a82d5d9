using System.Collections.Immutable;
using System.Globalization;
using Nines.Reliability.Dependence;
using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>Reads common cause groups and gives them to the basic events that are their members.</summary>
internal sealed class CommonCauseReader(MefModel model, BasicEventProbabilities probabilities, OpenPsaDiagnostics diagnostics)
{
    private static readonly string[] Models = ["beta-factor", "MGL", "alpha-factor", "phi-factor"];

    private readonly HashSet<string> _eventNames = new(StringComparer.Ordinal);

    /// <summary>Adds members that only their group names. To be called before formulas are compiled.</summary>
    public void AddMembers()
    {
        foreach ((MefElement group, MefScope scope) in model.Groups)
        {
            foreach (MefElement member in Members(group))
            {
                if (member.Name.Length == 0)
                {
                    continue;
                }

                if (!model.Events.TryResolve(member.Name, scope, out MefEvent? named))
                {
                    named = new MefEvent(MefEventKind.BasicEvent, member.Name, scope, member);
                    model.Add(named);
                }

                named.IsGroupMember = true;
            }
        }
    }

    /// <summary>Reads the groups; to be called when parameters are known.</summary>
    public void ReadAll()
    {
        foreach ((MefElement element, MefScope scope) in model.Groups)
        {
            Read(element, scope);
        }
    }

    private void Read(MefElement element, MefScope scope)
    {
        string name = element.Name;
        ImmutableArray<MefEvent> members = ResolveMembers(element, scope);
        ImmutableArray<double>? factors = ReadFactors(element, scope, members.Length);
        double? probability = ReadDistribution(element, scope);
        if (members.IsEmpty || factors is null || probability is null)
        {
            return;
        }

        if (members.Length >= CommonCauseGroup.MaxEvents)
        {
            diagnostics.Error(element, $"Group '{name}' has {members.Length} members; at most {CommonCauseGroup.MaxEvents - 1} are supported.");
            return;
        }

        if (Factors(element, members.Length, [.. factors]) is not { } shares)
        {
            return;
        }

        double count = CommonCauseGroup.EventCount(shares);
        if (count > CommonCauseGroup.MaxEvents)
        {
            diagnostics.Error(element, $"Group '{name}' needs {count:G6} events; at most {CommonCauseGroup.MaxEvents} are supported.");
            return;
        }

        var group = new CommonCauseGroup(name, [.. members.Select(member => member.FullName)], probability.Value, shares);
        foreach (CommonCauseEvent cause in group.Events().Where(cause => cause.Members.Length > 1))
        {
            if (model.Events.IsTaken(cause.Event.Name) || !_eventNames.Add(cause.Event.Name))
            {
                diagnostics.Error(element, $"Group '{name}' needs the event name '{cause.Event.Name}', which is taken.");
                return;
            }
        }

        for (int i = 0; i < members.Length; i++)
        {
            members[i].Group = group;
            members[i].GroupMember = i;
        }
    }

    private static IEnumerable<MefElement> Members(MefElement group) => group.Children()
        .Where(child => child.Context == MefContext.Members)
        .SelectMany(members => members.Children());

    private ImmutableArray<MefEvent> ResolveMembers(MefElement element, MefScope scope)
    {
        var members = ImmutableArray.CreateBuilder<MefEvent>();
        var known = new HashSet<MefEvent>();
        bool isSound = true;
        foreach (MefElement reference in Members(element).Where(member => member.Name.Length > 0))
        {
            if (!model.Events.TryResolve(reference.Name, scope, out MefEvent? member) || member.Kind != MefEventKind.BasicEvent)
            {
                Fault(reference, $"'{reference.Name}' is not a basic event.");
            }
            else if (!known.Add(member) || member.Group is not null)
            {
                Fault(reference, $"Basic event '{reference.Name}' is already a member of a group.");
            }
            else
            {
                members.Add(member);
            }
        }

        if (isSound && members.Count < 2)
        {
            Fault(element, $"Group '{element.Name}' has {members.Count} members; expected 2 or more.");
        }

        return isSound ? members.DrainToImmutable() : [];

        void Fault(MefElement at, string message)
        {
            isSound = false;
            diagnostics.Error(at, message);
        }
    }

    private double? ReadDistribution(MefElement element, MefScope scope)
    {
        MefElement[] distributions = [.. element.Children().Where(child => child.Context == MefContext.Distribution)];
        if (distributions.Length == 1)
        {
            return probabilities.Evaluate(distributions[0], scope, $"the members of group '{element.Name}'");
        }

        diagnostics.Error(element, $"Group '{element.Name}' has {distributions.Length} distributions; expected one.");
        return null;
    }

    /// <summary>The factors from the lowest level up; the level attribute may be omitted when they are in order.</summary>
    private ImmutableArray<double>? ReadFactors(MefElement element, MefScope scope, int members)
    {
        string kind = element.Attribute("model") ?? "";
        int level = kind switch { "beta-factor" => members, "MGL" => 2, _ => 1 };
        bool isSound = true;
        var factors = ImmutableArray.CreateBuilder<double>();
        IEnumerable<MefElement> found = element.Children()
            .SelectMany(child => child.Context == MefContext.Factors ? child.Children() : [child])
            .Where(child => child.Context == MefContext.Factor);
        foreach (MefElement factor in found)
        {
            if (factor.Attribute("level") is { } text
                && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int stated) || (members > 0 && stated != level)))
            {
                diagnostics.Error(factor, $"The level is '{text}'; expected {level}.");
                isSound = false;
            }

            level++;
            double? value = probabilities.Evaluate(factor, scope, $"a factor of group '{element.Name}'");
            isSound &= value is not null;
            factors.Add(value ?? 0);
        }

        return isSound ? factors.DrainToImmutable() : null;
    }

    private CommonCauseFactors? Factors(MefElement element, int members, double[] factors)
    {
        string kind = element.Attribute("model") ?? "";
        if (!Models.Contains(kind, StringComparer.Ordinal))
        {
            diagnostics.Error(
                element, $"The model is '{kind}'; expected {string.Join(", ", Models)}.", () => Spelling.Hint(kind, Models));
            return null;
        }

        string? fault = kind switch
        {
            "beta-factor" when factors.Length > 1 => $"{factors.Length} factors are given; a beta factor model takes one",
            "beta-factor" or "MGL" => CommonCauseFactors.FaultInLetters(members, factors),
            "alpha-factor" => CommonCauseFactors.FaultInAlphas(members, factors),
            _ when factors.Length == 0 || factors.Length > members => $"{factors.Length} factors are given; expected 1 to {members}",
            _ => null,
        };
        if (fault is not null)
        {
            diagnostics.Error(element, $"Group '{element.Name}': {fault}.");
            return null;
        }

        return kind switch
        {
            "beta-factor" => CommonCauseFactors.Beta(members, factors[0]),
            "MGL" => CommonCauseFactors.GreekLetters(members, factors),
            "alpha-factor" => CommonCauseFactors.Alpha(members, factors),
            _ => new CommonCauseFactors([.. factors, .. new double[members - factors.Length]]),
        };
    }
}
