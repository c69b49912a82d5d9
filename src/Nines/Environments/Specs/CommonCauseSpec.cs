using System.Collections.Immutable;
using Nines.Text.Readers;
using Nines.Text;

namespace Nines.Environments.Specs;

/// <summary>A cause that takes several components down at once.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Members">Component names with equal unavailability; one with replicas stands for all of them.</param>
/// <param name="Model">The parametric model.</param>
/// <param name="Factors">Beta: one factor. MGL: beta, gamma, delta, ... Alpha: alpha1, alpha2, ..., that add up to 1.</param>
/// <param name="Position">Position in the file.</param>
public sealed record CommonCauseSpec(
    string Name, ImmutableArray<string> Members, CommonCauseModel Model, ImmutableArray<double> Factors, SourcePosition Position);

public enum CommonCauseModel
{
    BetaFactor,
    MultipleGreekLetter,
    AlphaFactor,
}

/// <summary>A cause that takes several components down at once.</summary>
internal static class CommonCauseSection
{
    private const int MaxMembers = 1_000;
    private static readonly ScalarReader<double> _factor = Probabilities.Named("a factor");

    private static readonly Key<ImmutableArray<string>> _members = Keys.Required(
        "members", new ListReader<string>("members", ReferenceName.Reader, MaxMembers, 1), [], "Two or more components with equal availability; one with replicas stands for all of them.");

    private static readonly Key<double> _beta = Keys.Optional("beta", _factor, "Beta factor: the share of the downtime that affects all members at once.");

    private static readonly Key<ImmutableArray<double>> _mgl = Keys.Default(
        "mgl", new ListReader<double>("factors", _factor, MaxMembers, 1, isDistinct: false), [], "Multiple Greek letters: beta, gamma, delta and so on.");

    private static readonly Key<ImmutableArray<double>> _alpha = Keys.Default(
        "alpha", new ListReader<double>("factors", _factor, MaxMembers, 2, isDistinct: false), [], "Alpha factors: the shares of events that take 1, 2, ... members; they add up to 1.");

    public static MappingReader<CommonCauseSpec> Reader { get; } = new(
        "commonCause", "a common cause", "A cause that takes several components down at once.",
        [_members, _beta, _mgl, _alpha], Build, Schema.ExactlyOneOf("beta", "mgl", "alpha"));

    private static CommonCauseSpec Build(Fields fields)
    {
        ImmutableArray<string> members = fields.Get(_members);
        double beta = fields.Get(_beta);
        ImmutableArray<double> mgl = fields.Get(_mgl);
        ImmutableArray<double> alpha = fields.Get(_alpha);
        int forms = ((ImmutableArray<Key>)[_beta, _mgl, _alpha]).Count(fields.Has);
        if (forms != 1)
        {
            fields.Context.Report(
                fields.Position, forms == 0 ? "A common cause needs its factors." : "A common cause has one kind of factors.", "Give beta, mgl or alpha.");
        }

        if (fields.IsSound(_alpha))
        {
            CheckAlpha(fields, alpha);
        }

        return new CommonCauseSpec(
            fields.Name,
            members,
            fields.Has(_alpha) ? CommonCauseModel.AlphaFactor : fields.Has(_mgl) ? CommonCauseModel.MultipleGreekLetter : CommonCauseModel.BetaFactor,
            fields.Has(_alpha) ? alpha : fields.Has(_mgl) ? mgl : [beta],
            fields.Position);
    }

    // The maximum number of factors depends on the replicas of the members; the model checks it.
    private static void CheckAlpha(Fields fields, ImmutableArray<double> alpha)
    {
        const double tolerance = 1e-9;
        if (Math.Abs(alpha.Sum() - 1) > tolerance)
        {
            fields.Report(_alpha, $"The alpha factors add up to {Math.Round(alpha.Sum(), 9)}, not to 1.");
        }
    }
}

/// <summary>The parametric models hold for members with equal availability.</summary>
internal static class CommonCauseCheck
{
    public static void Run(CheckContext context)
    {
        Dictionary<string, ComponentSpec> components = context.Spec.Components.ToDictionary(component => component.Name, StringComparer.Ordinal);
        foreach (CommonCauseSpec cause in context.Spec.CommonCauses.Where(cause => context.IsSound("commonCauses", cause.Name, "members")))
        {
            (string Name, double Unavailability)? first = null;
            for (int i = 0; i < cause.Members.Length; i++)
            {
                string member = cause.Members[i];
                if (!components.TryGetValue(member[(member.IndexOf('.', StringComparison.Ordinal) + 1)..], out ComponentSpec? component)
                    || context.Document.Find("components", component.Name) is { } node && context.Reading.IsBroken(node))
                {
                    // A part of the model, whose availability is not known here, or one that is reported elsewhere.
                    continue;
                }

                Nines.Text.SourcePosition position = context.Document.PositionOfItem(i, "commonCauses", cause.Name, "members");
                if (component is { Service: null, Availability: null })
                {
                    if (!context.Reading.HasFaults)
                    {
                        context.Reading.Report(
                            position, $"'{member}' has no availability of its own, so a common cause cannot take a share of it.", "Name what it requires instead.");
                    }

                    continue;
                }

                if (Unavailability(context, component) is not { } unavailability)
                {
                    continue;
                }

                if (first is { } other && !IsClose(other.Unavailability, unavailability))
                {
                    context.Reading.Report(
                        position, $"'{member}' and '{other.Name}' have different availabilities, but a common cause needs equal ones.", "Split the group, or give both the same availability.");
                }

                first ??= (member, unavailability);
            }
        }
    }

    private static double? Unavailability(CheckContext context, ComponentSpec component) =>
        component.Availability?.Unavailability
        ?? (context.Catalogue.Find(component.Service ?? "") is { } entry ? entry.Unavailability ?? entry.AssumedUnavailability : null);

    private static bool IsClose(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(a, b);
}
